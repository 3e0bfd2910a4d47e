import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Addresses of the maps of check-ins. Whoever has one sees the picture, as with uploads (R42): other servers fetch the
 * pictures of what is for followers, too, and do not say for whom.
 */
export interface PostMaps {
  addressOf(postId: string): string
  isKey(postId: string, key: string): boolean
}

/** Pixels of every such map: what link previews take, and enough for a post. */
export const postMapSize = { width: 1200, height: 630 } as const

/** @param secret the same in all processes; the addresses change with it */
export function createPostMaps({
  origin,
  secret,
}: {
  readonly origin: string
  readonly secret: string
}): PostMaps {
  const keyOf = (postId: string) =>
    createHmac('sha256', secret).update(`map of post ${postId}`).digest('base64url').slice(0, 24)
  return {
    addressOf: (postId) => `${origin}/maps/${postId}/${keyOf(postId)}.png`,
    isKey(postId, key) {
      const [given, right] = [Buffer.from(key), Buffer.from(keyOf(postId))]
      return given.length === right.length && timingSafeEqual(given, right)
    },
  }
}
