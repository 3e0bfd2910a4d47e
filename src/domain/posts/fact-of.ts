import type { PostFact } from './events.ts'
import type { Post } from './post.ts'

/** A post as its events tell of it. */
export function factOf(post: Post): { subject: string; data: PostFact } {
  return {
    subject: `post:${post.id}`,
    data: {
      postId: post.id,
      authorId: post.accountId,
      local: post.local,
      visibility: post.visibility,
      boostOfId: post.boostOfId,
      replyToId: post.replyToId,
    },
  }
}
