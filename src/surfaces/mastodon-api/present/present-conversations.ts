import type { AccountId } from '#domain/accounts/index.ts'
import type { Conversation } from '#domain/conversations/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { presentAccounts } from './present-account.ts'
import type { presentStatuses } from './present-statuses.ts'

export interface ConversationNeeds {
  readonly posts: Pick<Posts, 'keepVisible'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

/** With the people of the latest post; without it where its author is blocked or it is gone. */
export const presentConversations =
  (needs: ConversationNeeds) => async (me: AccountId, rows: readonly Conversation[]) => {
    const visible = await needs.posts.keepVisible(
      me,
      rows.map((row) => row.lastPostId),
    )
    const peopleOf = (row: Conversation) => {
      const view = visible.views.get(row.lastPostId)
      const all = view ? [view.post.accountId, ...view.mentions.map((one) => one.accountId)] : []
      const others = [...new Set(all)].filter((id) => id !== me)
      // A note to oneself is a conversation, too.
      return others.length > 0 ? others : [me]
    }
    const [accounts, statuses] = await Promise.all([
      needs.presentAccounts(rows.flatMap(peopleOf)),
      needs.presentStatuses(me, visible.ids, visible.views),
    ])
    const statusOf = new Map(statuses.map((status) => [status.id as string, status]))
    return rows.flatMap((row) => {
      const status = statusOf.get(row.lastPostId)
      if (!status) return []
      return [
        {
          id: row.id,
          unread: row.unread,
          accounts: peopleOf(row).flatMap((id) => accounts.get(id) ?? []),
          last_status: status,
        },
      ]
    })
  }
