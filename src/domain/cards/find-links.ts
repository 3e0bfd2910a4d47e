const maxLinks = 5
const maxLength = 1000

/**
 * The web addresses in a post, without fragments: of the text as typed, or of the links in HTML that are neither mentions
 * nor hashtags. At most five.
 */
export function findLinks(post: { readonly source: string | null; readonly content: string }): string[] {
  const found =
    post.source === null
      ? [...post.content.matchAll(/<a\s([^<>]{1,2000})>/gi)]
          .map(([, attributes]) => attributes ?? '')
          .filter((attributes) => !/\b(?:mention|hashtag)\b/.test(attributes))
          .map((attributes) => /href="([^"]+)"/i.exec(attributes)?.[1]?.replaceAll('&amp;', '&') ?? '')
      : [...post.source.matchAll(/https?:\/\/[^\s<>"']{4,1000}/gi)].map(([address]) =>
          address.replace(/[.,;:!?)\]]+$/, ''),
        )
  return [...new Set(found.flatMap((text) => normaliseLink(text) ?? []))].slice(0, maxLinks)
}

/** The first that is no page of this server. What a post quotes is no link of it. */
export function firstLink(
  post: { readonly source: string | null; readonly content: string },
  origin: string,
): string | undefined {
  const content = post.content.replace(/<(p|span) class="quote-inline">.*?<\/\1>/gs, '')
  return findLinks({ source: post.source, content }).find((url) => new URL(url).origin !== origin)
}

/** One form for one page. @returns undefined for what is no web address */
export function normaliseLink(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || text.length > maxLength || !URL.canParse(text)) return undefined
  const url = new URL(text)
  url.hash = ''
  return url.href
}
