import { Type } from 'typebox'
import type { Conversations } from '#domain/conversations/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { conversation } from '../../entities/notification.ts'
import { listAnswer } from '../../link-header.ts'
import { byId, notFound, toPage, viewerId, withPage } from '../../parameters.ts'
import { type ConversationNeeds, presentConversations } from '../../present/present-conversations.ts'

interface Needs extends ConversationNeeds {
  readonly origin: string
  readonly conversations: Conversations
}

const writing = { who: 'user', scopes: ['write:conversations'] } as const

export const getConversations = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/conversations',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: Type.Array(conversation),
    paged: true,
    summary: 'Direct posts, thread by thread, the latest first. Pages are counted by the latest post.',
    consistency: 'later',
    query: withPage({}),
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const page = toPage(query)
      const rows = await needs.conversations.listConversations(me, page)
      return listAnswer(needs.origin, request, await presentConversations(needs)(me, rows), {
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
    response: conversation,
    summary: `Marks a conversation as ${as}.`,
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const found = await needs.conversations.setUnread(me, params.id, as === 'unread')
      const [conversation] = found ? await presentConversations(needs)(me, [found]) : []
      if (!conversation) throw notFound()
      return conversation
    },
  })

export const deleteConversationEndpoint = (needs: Needs) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/conversations/:id',
    access: writing,
    response: nothing,
    summary: 'Takes a conversation out of the list; it comes back with the next post.',
    params: byId,
    async handle({ viewer, params }) {
      if (!(await needs.conversations.remove(viewerId(viewer), params.id))) throw notFound()
      return {}
    },
  })
