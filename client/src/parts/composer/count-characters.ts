/** A link counts as this many, however long it is (as on Mastodon). */
const LINK_LENGTH = 23
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Characters of a post as the server counts them: by grapheme, links as 23, a remote handle without its host. */
export function countCharacters(text: string): number {
  const counted = text
    .replace(/https?:\/\/\S+/g, '_'.repeat(LINK_LENGTH))
    .replace(/(^|[^/\w])@(\w+)@[\w.-]+\w/g, '$1@$2')
  return [...segmenter.segment(counted)].length
}
