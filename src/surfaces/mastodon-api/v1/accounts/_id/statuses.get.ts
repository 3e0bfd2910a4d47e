import { Type } from 'typebox'
import type { Accounts } from '#domain/accounts/index.ts'
import { isActive } from '#domain/accounts/index.ts'
import { normaliseTag } from '#domain/posts/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { accountId, byId, notFound, toPage, viewerId, withPage } from '../../../parameters.ts'
import { type TimelineNeeds, timelineAnswer } from '../../../timeline-answer.ts'

interface Needs extends TimelineNeeds {
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly timelines: Pick<Timelines, 'listAccount'>
}

export const getAccountStatuses = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/:id/statuses',
    access: { who: 'public', scopes: ['read:statuses'] },
    summary: "An account's posts, as far as the viewer may see.",
    params: byId,
    query: withPage({
      only_media: Type.Optional(Type.Boolean()),
      exclude_replies: Type.Optional(Type.Boolean()),
      exclude_reblogs: Type.Optional(Type.Boolean()),
      pinned: Type.Optional(Type.Boolean()),
      tagged: Type.Optional(Type.String({ maxLength: 200 })),
    }),
    async handle({ viewer, params, query, request }) {
      const account = await needs.accounts.findAccount(accountId(params))
      if (!account) throw notFound()
      if (query.pinned || !isActive(account)) return []
      const me = viewerId(viewer)
      const filter = {
        onlyMedia: query.only_media ?? false,
        excludeReplies: query.exclude_replies ?? false,
        excludeBoosts: query.exclude_reblogs ?? false,
        ...(query.tagged && { tag: normaliseTag(query.tagged) }),
      }
      const page = await needs.timelines.listAccount(me, account.id, filter, toPage(query))
      return timelineAnswer(needs, { viewerId: me, page, request })
    },
  })
