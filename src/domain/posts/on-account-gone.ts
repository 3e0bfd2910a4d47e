import { type AccountId, accountDeleted } from '#domain/accounts/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { deleteIn } from './delete-post.ts'
import { postDeleted, postPublished } from './events.ts'
import type { PostsInside } from './needs.ts'
import { listAllIds } from './post-list-store.ts'
import { lockPost } from './post-store.ts'

/** A deleted account's posts go with it. */
export const onAccountDeleted = (needs: PostsInside): Reaction =>
  on(accountDeleted, async (events, tx) => {
    for (const { data } of events) {
      for (let afterId = '0'; ; ) {
        const ids = await listAllIds(tx.sql, data.accountId, afterId, 500)
        for (const id of ids) {
          const post = await lockPost(tx.sql, id)
          if (post) await deleteIn(needs, tx, post)
        }
        const last = ids.at(-1)
        if (!last) break
        afterId = last
      }
    }
  })

/** Posts are counted behind the log: a counter row that every post of an author locks would serialise them. */
export const countPosts = (needs: PostsInside): readonly Reaction[] => [
  on(postPublished, async (events, tx) => {
    const counts = new Map<AccountId, { posts: number; lastPostAt: Date }>()
    for (const { data, at } of events) {
      const posts = (counts.get(data.authorId)?.posts ?? 0) + 1
      counts.set(data.authorId, { posts, lastPostAt: at })
    }
    await needs.accounts.addToCounters(
      tx,
      [...counts].map(([accountId, count]) => ({ accountId, ...count })),
    )
  }),
  on(postDeleted, async (events, tx) => {
    const counts = new Map<AccountId, number>()
    for (const { data } of events) counts.set(data.authorId, (counts.get(data.authorId) ?? 0) - 1)
    await needs.accounts.addToCounters(
      tx,
      [...counts].map(([accountId, posts]) => ({ accountId, posts })),
    )
  }),
]
