import type { Emoji } from '#domain/emojis/index.ts'
import { type Addresses, typeOfFile } from './addresses.ts'

/** An emoji of this server as a tag, or as its own document without context. */
export function describeEmoji(addresses: Addresses, { shortcode, imageKey, updatedAt }: Emoji) {
  if (imageKey === null) return []
  return [
    {
      id: addresses.emoji(shortcode),
      type: 'Emoji',
      name: `:${shortcode}:`,
      updated: updatedAt.toISOString(),
      icon: { type: 'Image', mediaType: typeOfFile(imageKey), url: addresses.file(imageKey) },
    },
  ]
}
