import type { AccountId } from '#domain/accounts/index.ts'
import { type PostId, postDeleted, postEdited, postPublished } from '#domain/posts/index.ts'
import type { Database, Page } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { deleteWords, indexPosts, searchPostIds, searchTags } from './search-store.ts'

export interface Search {
  /** Posts that hold every word: public ones of authors who agreed to be found, and the viewer's own. */
  searchPosts(
    viewerId: AccountId,
    words: string,
    filter: { authorId?: AccountId },
    page: Page,
  ): Promise<PostId[]>
  /** Tags that begin so, with the number of posts in the last days. */
  searchTags(prefix: string, limit: number): Promise<{ tag: string; posts: number }[]>
  readonly reactions: readonly Reaction[]
}

/** The index over posts, kept behind the event log so that publishing does not wait for it. */
export function defineSearch({ db }: { readonly db: Database }): Search {
  const index = on(postPublished, async (events, tx) => {
    const ids = events.filter((event) => !event.data.boostOfId).map((event) => event.data.postId)
    await indexPosts(tx.sql, ids)
  })
  return {
    searchPosts: (viewerId, words, filter, page) =>
      searchPostIds(db.sql, viewerId, { words, ...filter }, page),
    searchTags: (prefix, limit) => searchTags(db.sql, prefix, limit),
    reactions: [
      index,
      on(postEdited, async (events, tx) => {
        await indexPosts(
          tx.sql,
          events.map((event) => event.data.postId),
        )
      }),
      on(postDeleted, async (events, tx) => {
        await deleteWords(
          tx.sql,
          events.map((event) => event.data.postId),
        )
      }),
    ],
  }
}
