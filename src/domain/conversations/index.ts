import type { AccountId } from '#domain/accounts/index.ts'
import { postDeleted, postHidden, postPublished } from '#domain/posts/index.ts'
import type { Database, Page } from '#platform/db/index.ts'
import { type Announce, on, type Reaction } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import {
  type Conversation,
  countConcerned,
  deleteConversation,
  moveBack,
  moveOn,
  selectByOwners,
  selectConversations,
  updateUnread,
} from './conversation-store.ts'
import { conversationsMoved, type MovedConversation } from './events.ts'

export type { Conversation } from './conversation-store.ts'
export { conversationsMoved, type MovedConversation } from './events.ts'

export interface ConversationsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly announce: Announce
}

/** Direct posts, thread by thread. */
export interface Conversations {
  listConversations(accountId: AccountId, page: Page): Promise<Conversation[]>
  /** Of any accounts: for those who hand them on. */
  findConversations(ids: readonly MovedConversation[]): Promise<Conversation[]>
  /** @returns undefined when the account has no such conversation */
  setUnread(accountId: AccountId, id: string, unread: boolean): Promise<Conversation | undefined>
  /** It comes back with the next post. @returns whether there was one */
  remove(accountId: AccountId, id: string): Promise<boolean>
  readonly reactions: readonly Reaction[]
}

export function defineConversations({ db, ids, announce }: ConversationsNeeds): Conversations {
  const { sql } = db
  return {
    listConversations: (accountId, page) => selectConversations(sql, accountId, page),
    findConversations: async (ids) => (ids.length > 0 ? selectByOwners(sql, ids) : []),
    setUnread: (accountId, id, unread) => updateUnread(sql, accountId, { id, unread }),
    remove: (accountId, id) => deleteConversation(sql, accountId, id),
    reactions: [
      on(postPublished, async (events, tx) => {
        const direct = events.map((event) => event.data).filter((post) => post.visibility === 'direct')
        if (direct.length === 0) return
        const concerned = await countConcerned(
          tx.sql,
          direct.map((post) => post.postId),
        )
        const moved = await moveOn(
          tx.sql,
          direct.map(({ postId }) => ({
            postId,
            conversationIds: Array.from({ length: concerned.get(postId) ?? 0 }, () => ids.next()),
          })),
        )
        const facts = [...moved].map(([postId, all]) => ({ subject: `post:${postId}`, data: { moved: all } }))
        if (facts.length > 0) await announce(tx, conversationsMoved, facts)
      }),
      ...[postDeleted, postHidden].map((event) =>
        on(event, async (events, tx) => {
          const direct = events.filter(({ data }) => data.visibility === 'direct')
          if (direct.length > 0)
            await moveBack(
              tx.sql,
              direct.map(({ data }) => data.postId),
            )
        }),
      ),
    ],
  }
}
