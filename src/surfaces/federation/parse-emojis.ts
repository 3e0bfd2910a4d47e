import { asUri, idOf, isJson, type Json, list, member, text, typeAmong } from './read-json.ts'

/** An emoji of another server, as one of its documents tells. */
export interface ParsedEmoji {
  readonly shortcode: string
  readonly uri: string | null
  readonly imageUrl: string
}

const maxEmojis = 64
const emojiTypes = new Set(['Emoji'])

/** The `Emoji` tags of a post or an actor; at most 64. */
export function parseEmojis(json: Json): ParsedEmoji[] {
  return list(json, 'tag', 200)
    .flatMap((tag) => (isJson(tag) && typeAmong(tag, emojiTypes) ? (parseEmoji(tag) ?? []) : []))
    .slice(0, maxEmojis)
}

function parseEmoji(tag: Json): ParsedEmoji | undefined {
  // Pleroma leaves the colons out.
  const shortcode = text(tag, 'name', 120)?.replace(/^:|:$/g, '') ?? ''
  const [icon] = list(tag, 'icon', 2)
  const imageUrl = isJson(icon) ? asUri(list(icon, 'url', 2)[0]) : asUri(icon)
  if (!/^[A-Za-z0-9_]{2,100}$/.test(shortcode) || !imageUrl) return undefined
  return { shortcode, uri: idOf(member(tag, 'id')) ?? null, imageUrl }
}
