import type { Emoji, Emojis, Wanted } from '#domain/emojis/index.ts'
import { customEmojiOf, type PostId, type PostOverlay } from '#domain/posts/index.ts'
import { presentEmoji } from './present-emoji.ts'

const none: readonly Emoji[] = []

/** The custom emoji by which a list of posts was reacted to: none for most, and then no query. */
export async function gatherReactionEmojis(
  emojis: Pick<Emojis, 'find'>,
  overlays: ReadonlyMap<PostId, PostOverlay>,
): Promise<(id: PostId) => readonly Emoji[]> {
  const wanted = new Map<PostId, readonly Wanted[]>()
  for (const [id, { reactions }] of overlays) {
    if (reactions.length === 0) continue
    const named = reactions.flatMap(({ name }) => customEmojiOf(name) ?? [])
    if (named.length > 0)
      wanted.set(
        id,
        named.map(({ domain, shortcode }) => ({ domain, names: [shortcode] })),
      )
  }
  if (wanted.size === 0) return () => none
  const found = await emojis.find([...wanted.values()].flat())
  return (id) => wanted.get(id)?.flatMap((one) => found(one)) ?? none
}

/** Reactions in the form that Pleroma's and Fedibird's clients read, most in the order in which they came. */
export function presentReactions(
  origin: string,
  overlay: Pick<PostOverlay, 'reactions' | 'reaction'> | undefined,
  emojis: readonly Emoji[],
) {
  const reactions = (overlay?.reactions ?? []).map(({ name, count }) => {
    const custom = customEmojiOf(name)
    const emoji =
      custom && emojis.find((one) => one.shortcode === custom.shortcode && one.domain === custom.domain)
    const { url, static_url } = emoji ? presentEmoji(origin, emoji) : { url: null, static_url: null }
    return {
      name: name.replace(/^:(.+):$/, '$1'),
      count,
      me: overlay?.reaction === name,
      domain: custom?.domain ?? null,
      url,
      static_url,
    }
  })
  return { emoji_reactions: reactions, reactions, pleroma: { emoji_reactions: reactions } }
}
