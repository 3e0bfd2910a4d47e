import { copyPath } from '#domain/copies/index.ts'
import type { Emoji } from '#domain/emojis/index.ts'

/** A custom emoji as Mastodon's CustomEmoji. */
export function presentEmoji(origin: string, emoji: Emoji) {
  const url = urlOf(origin, emoji)
  return {
    shortcode: emoji.shortcode,
    url,
    static_url: emoji.staticKey ? `${origin}/media/${emoji.staticKey}` : url,
    visible_in_picker: emoji.domain === null,
    category: emoji.category,
  }
}

/** The one place that says where readers load an emoji from. */
function urlOf(origin: string, { imageKey, imageUrl, shortcode, domain }: Emoji): string {
  if (imageKey) return `${origin}/media/${imageKey}`
  return imageUrl === null ? '' : origin + copyPath('emoji', `${shortcode}@${domain ?? ''}`, imageUrl)
}
