import { all, type Transaction } from '#platform/db/index.ts'
import type { PostsInside } from './needs.ts'
import type { Post } from './post.ts'

/** The kind under which caches hear that public feeds have a new post. */
export const publicPosts = 'public-posts'

/** To be called in the transaction that publishes a post. */
export function tellFeeds({ db }: Pick<PostsInside, 'db'>, tx: Transaction, post: Post): void {
  if (post.visibility === 'public' && !post.boostOfId) tx.forget(() => db.changes.tell(publicPosts, all))
}
