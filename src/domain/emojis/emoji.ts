/** A custom emoji: a picture with a name. */
export interface Emoji {
  readonly shortcode: string
  /** null: of this server. */
  readonly domain: string | null
  readonly category: string | null
  /** Storage keys of our own; null for those of other servers. */
  readonly imageKey: string | null
  readonly staticKey: string | null
  readonly uri: string | null
  /** The picture on its own server. */
  readonly imageUrl: string | null
  readonly updatedAt: Date
}

/** As Mastodon takes them. */
export function isShortcode(name: string): boolean {
  return /^[A-Za-z0-9_]{2,100}$/.test(name)
}

const maxNames = 64

/** The shortcodes that texts use, plain or HTML; at most 64. */
export function namesIn(texts: readonly string[]): readonly string[] {
  const names = new Set<string>()
  for (const text of texts) {
    if (!text.includes(':')) continue
    for (const [, name = ''] of text.matchAll(/(?<![A-Za-z0-9:]):([A-Za-z0-9_]{2,100}):(?![A-Za-z0-9:])/g)) {
      if (names.size < maxNames) names.add(name)
    }
  }
  return names.size === 0 ? none : [...names]
}

const none: readonly string[] = []

/** The kind under which caches hear of changes. */
export const emojisChanged = 'emojis'

export function keyOf({
  domain,
  shortcode,
}: {
  readonly domain: string | null
  readonly shortcode: string
}): string {
  return `${shortcode}@${domain ?? ''}`
}
