import type { AccountId } from '#domain/accounts/index.ts'
import { postDeleted, postHidden, postPublished } from '#domain/posts/index.ts'
import type { Database, Page } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import {
  type Conversation,
  countConcerned,
  deleteConversation,
  moveBack,
  moveOn,
  selectConversations,
  updateUnread,
} from './conversation-store.ts'

export type { Conversation } from './conversation-store.ts'

export interface ConversationsNeeds {
  readonly db: Database
  readonly ids: IdMaker
}

/** Direct posts, thread by thread. */
export interface Conversations {
  listConversations(accountId: AccountId, page: Page): Promise<Conversation[]>
  /** @returns undefined when the account has no such conversation */
  setUnread(accountId: AccountId, id: string, unread: boolean): Promise<Conversation | undefined>
  /** It comes back with the next post. @returns whether there was one */
  remove(accountId: AccountId, id: string): Promise<boolean>
  readonly reactions: readonly Reaction[]
}

export function defineConversations({ db, ids }: ConversationsNeeds): Conversations {
  const { sql } = db
  return {
    listConversations: (accountId, page) => selectConversations(sql, accountId, page),
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
        await moveOn(
          tx.sql,
          direct.map(({ postId }) => ({
            postId,
            conversationIds: Array.from({ length: concerned.get(postId) ?? 0 }, () => ids.next()),
          })),
        )
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
