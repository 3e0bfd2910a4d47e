const maxLinks = 200

/**
 * The addresses that a page's `<a>` and `<link>` elements with `rel="me"` point to, absolute, without fragments. Linear
 * in the page's length; reads tags, not a tree, because where a link stands does not matter.
 * @param base the page's own address
 */
export function findRelMeLinks(html: string, base: string): string[] {
  const found: string[] = []
  for (const [tag] of html.matchAll(/<(?:a|link)\s[^<>]{1,2000}>/gi)) {
    if (found.length >= maxLinks) break
    const rel = attribute(tag, 'rel')?.toLowerCase().split(/\s+/) ?? []
    const href = attribute(tag, 'href')
    if (!rel.includes('me') || href === undefined || !URL.canParse(href, base)) continue
    const url = new URL(href, base)
    url.hash = ''
    found.push(url.href)
  }
  return found
}

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag)
  const value = match?.[1] ?? match?.[2] ?? match?.[3]
  return value?.replaceAll('&amp;', '&').trim()
}
