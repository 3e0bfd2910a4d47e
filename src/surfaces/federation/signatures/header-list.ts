/** Header values by lower-case name, in order, without surrounding blanks. */
export type HeaderList = ReadonlyMap<string, readonly string[]>

/** Groups a raw header list (names and values in turn), keeping every duplicate. */
export function groupHeaders(rawHeaders: readonly string[]): HeaderList {
  const headers = new Map<string, string[]>()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    const value = trimBlanks(rawHeaders[at + 1] ?? '')
    const values = headers.get(name)
    if (values) values.push(value)
    else headers.set(name, [value])
  }
  return headers
}

/** Both schemes sign repeated fields as one, joined by a comma (draft-cavage-12 2.3, RFC 9421 2.1). */
export function joinedHeader(headers: HeaderList, name: string): string | undefined {
  return headers.get(name)?.join(', ')
}

/**
 * The value of Host that a signer must have signed. The settings decide; what was received counts only where
 * it is another spelling of the same authority (capitals, explicit default port), since signers sign what they
 * send. A front end that rewrites Host therefore does no harm, and a signature for another server does not fit.
 */
export function expectedHost(headers: HeaderList, origin: URL): string {
  const received = headers.get('host')?.[0] ?? ''
  const defaultPort = origin.protocol === 'https:' ? ':443' : ':80'
  const normal = received.toLowerCase()
  const withoutPort = normal.endsWith(defaultPort) ? normal.slice(0, -defaultPort.length) : normal
  return withoutPort === origin.host ? received : origin.host
}

function trimBlanks(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isBlank(value.charCodeAt(start))) start++
  while (end > start && isBlank(value.charCodeAt(end - 1))) end--
  return value.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
