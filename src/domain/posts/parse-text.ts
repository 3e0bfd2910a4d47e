import { LinkifyIt } from 'linkify-it'

/** A piece of a post as typed: plain text, or something that becomes a link. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | {
      readonly kind: 'mention'
      readonly text: string
      readonly username: string
      readonly domain: string | null
    }
  | { readonly kind: 'tag'; readonly text: string; readonly name: string }

const links = new LinkifyIt({ fuzzyEmail: false, fuzzyIP: false, fuzzyLink: false })
  .add('ftp:', null)
  .add('mailto:', null)
  .add('//', null)

// Linear: no alternative overlaps another, and every quantifier is bounded.
const names =
  /(?<![\p{L}\p{N}_/@.&])(?:@(?<user>\w{1,30})(?:@(?<domain>[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,250}[\p{L}\p{N}])?(?::\d{1,5})?))?|#(?<tag>[\p{L}\p{M}\p{N}_]{1,100}))/gu

/**
 * Takes a post's text apart into text, links, mentions and hashtags, in order and without loss: the parts' texts
 * joined give the input. Linear in its length.
 */
export function parseText(text: string): TextPart[] {
  const parts: TextPart[] = []
  let at = 0
  for (const match of links.match(text) ?? []) {
    parts.push(...parseNames(text.slice(at, match.index)))
    parts.push({ kind: 'link', text: match.raw, url: match.url })
    at = match.lastIndex
  }
  parts.push(...parseNames(text.slice(at)))
  return parts
}

function parseNames(text: string): TextPart[] {
  const parts: TextPart[] = []
  let at = 0
  for (const match of text.matchAll(names)) {
    const part = toPart(match)
    if (!part) continue
    if (match.index > at) parts.push({ kind: 'text', text: text.slice(at, match.index) })
    parts.push(part)
    at = match.index + match[0].length
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) })
  return parts
}

function toPart(match: RegExpMatchArray): TextPart | undefined {
  const { user, domain, tag } = match.groups ?? {}
  if (user !== undefined) {
    return { kind: 'mention', text: match[0], username: user, domain: domain?.toLowerCase() ?? null }
  }
  // #1 is a number, not a topic.
  if (tag === undefined || /^[\p{N}_]+$/u.test(tag)) return undefined
  return { kind: 'tag', text: match[0], name: tag }
}

/** Hashtags compare without case, width and accents of form (NFKC), as on Mastodon. */
export function normaliseTag(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}

/** What counts against the length limit: a link counts 23, a mention without its domain, the rest by grapheme. */
export function measureText(parts: readonly TextPart[]): number {
  let length = 0
  for (const part of parts) {
    if (part.kind === 'link') length += 23
    else if (part.kind === 'mention') length += part.username.length + 1
    else length += [...graphemes.segment(part.text)].length
  }
  return length
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
