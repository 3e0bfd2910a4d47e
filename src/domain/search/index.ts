import { type AccountId, isActive } from '#domain/accounts/index.ts'
import { type PostId, postDeleted, postEdited, postPublished } from '#domain/posts/index.ts'
import type { Page } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { indexPosts } from './index-posts.ts'
import type { SearchNeeds } from './needs.ts'
import { type PostSearch, type PostSearchOutcome, searchPosts } from './search-posts.ts'
import { type AccountCriteria, deleteWords, searchTags, selectAccountIds } from './search-store.ts'

export type { PostSearch, PostSearchOutcome } from './search-posts.ts'

export interface Search {
  /**
   * Posts by words and operators, newest first: public ones of authors who agreed to be found, and the viewer's library.
   * Who may see each is the caller's to ask (`keepVisible`).
   */
  searchPosts(viewerId: AccountId, search: PostSearch, page: Page): Promise<PostSearchOutcome>
  /** Accounts by the beginnings of their names' words, whom the viewer follows first. */
  searchAccounts(viewerId: AccountId | undefined, criteria: AccountCriteria): Promise<AccountId[]>
  /** Tags that begin so (lower case), the most used first. */
  searchTags(prefix: string, page: { limit: number; offset: number }): Promise<string[]>
  readonly reactions: readonly Reaction[]
}

/** The index over posts, kept behind the event log so that publishing does not wait for it. */
export function defineSearch(needs: SearchNeeds): Search {
  const { db } = needs
  const idsOf = (events: readonly { data: { postId: PostId } }[]) => events.map((event) => event.data.postId)
  return {
    searchPosts: searchPosts(needs),
    async searchAccounts(viewerId, criteria) {
      const ids = await db.read((sql) => selectAccountIds(sql, viewerId, criteria))
      const accounts = await needs.accounts.findAccounts(ids)
      return ids.filter((id) => {
        const account = accounts.get(id)
        return account !== undefined && isActive(account)
      })
    },
    searchTags: (prefix, page) => db.read((sql) => searchTags(sql, prefix, page)),
    reactions: [
      on(postPublished, (events, tx) =>
        indexPosts(tx.sql, idsOf(events.filter((event) => !event.data.boostOfId))),
      ),
      on(postEdited, (events, tx) => indexPosts(tx.sql, idsOf(events))),
      on(postDeleted, (events, tx) => deleteWords(tx.sql, idsOf(events))),
    ],
  }
}
