/** Addresses by relation, as a Link header gives them (RFC 8288, section 3). */
export type Links = Readonly<Record<string, string>>

/**
 * Reads a Link header, e.g. `<https://h/x?max_id=4>; rel="next", <…>; rel="prev"`.
 * Targets without a `rel` are left out; several relations in one `rel` each get the target.
 */
export function parseLinkHeader(header: string | null): Links {
  const links: Record<string, string> = {}
  if (!header) return links
  // The target stands in angle brackets, so commas inside it must not end the entry.
  for (const [, target, parameters] of header.matchAll(
    /<([^>]*)>((?:\s*;\s*[\w-]+(?:=(?:"[^"]*"|[^\s",;]+))?)*)/g,
  )) {
    const rel = /;\s*rel=(?:"([^"]*)"|([^\s",;]+))/i.exec(parameters ?? '')
    for (const name of (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/)) {
      if (name && target !== undefined) links[name] ??= target
    }
  }
  return links
}

/**
 * The path and query of a paging address, whatever origin it names: behind a proxy a server may print
 * another host, and the token must only ever go to our own.
 */
export function toLocalPath(address: string): string {
  const url = new URL(address, 'http://localhost')
  return url.pathname + url.search
}
