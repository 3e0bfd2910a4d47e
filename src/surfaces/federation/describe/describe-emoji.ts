import type { Emoji } from '#domain/emojis/index.ts'
import { type Addresses, typeOfFile } from './addresses.ts'

/** An emoji as a tag; one of this server as its own document without context, too. */
export function describeEmoji(
  addresses: Addresses,
  { shortcode, imageKey, imageUrl, uri, updatedAt }: Emoji,
) {
  if (imageKey === null) {
    if (imageUrl === null) return []
    const theirs = { type: 'Emoji', name: `:${shortcode}:`, icon: { type: 'Image', url: imageUrl } }
    return [{ ...(uri !== null && { id: uri }), ...theirs }]
  }
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
