import type { AccountId } from '#domain/accounts/index.ts'
import type { Conversation, Conversations } from '#domain/conversations/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { listAnswer } from '../../link-header.ts'
import { byId, notFound, toPage, viewerId, withPage } from '../../parameters.ts'
import type { presentAccounts } from '../../present/present-account.ts'
import type { presentStatuses } from '../../present/present-statuses.ts'

interface Needs {
  readonly origin: string
  readonly conversations: Conversations
  readonly posts: Pick<Posts, 'keepVisible'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

const writing = { who: 'user', scopes: ['write:conversations'] } as const

export const getConversations = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/conversations',
    access: { who: 'user', scopes: ['read:statuses'] },
    summary: 'Direct posts, thread by thread, the latest first. Pages are counted by the latest post.',
    query: withPage({}),
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const page = toPage(query)
      const rows = await needs.conversations.listConversations(me, page)
      return listAnswer(needs.origin, request, await present(needs, me, rows), {
        newerThan: rows[0]?.lastPostId,
        olderThan: rows.length >= page.limit ? rows.at(-1)?.lastPostId : undefined,
      })
    },
  })

export const markConversation = (needs: Needs, as: 'read' | 'unread') =>
  endpoint({
    method: 'POST',
    path: `/api/v1/conversations/:id/${as}`,
    access: writing,
    summary: `Marks a conversation as ${as}.`,
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const found = await needs.conversations.setUnread(me, params.id, as === 'unread')
      const [conversation] = found ? await present(needs, me, [found]) : []
      if (!conversation) throw notFound()
      return conversation
    },
  })

export const deleteConversationEndpoint = (needs: Needs) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/conversations/:id',
    access: writing,
    summary: 'Takes a conversation out of the list; it comes back with the next post.',
    params: byId,
    async handle({ viewer, params }) {
      if (!(await needs.conversations.remove(viewerId(viewer), params.id))) throw notFound()
      return {}
    },
  })

/** With the people of the latest post; without it where its author is blocked or it is gone. */
async function present(needs: Needs, me: AccountId, rows: readonly Conversation[]) {
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
