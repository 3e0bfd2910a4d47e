import { Type } from 'typebox'
import type { Account, Accounts } from '#domain/accounts/index.ts'
import { isActive } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import { normaliseTag, type Posts } from '#domain/posts/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import type { Page } from '#platform/db/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { statuses } from '../../../entities/status.ts'
import { edgesOf, listAnswer } from '../../../link-header.ts'
import { accountId, byId, notFound, toPage, viewerId, withPage } from '../../../parameters.ts'
import { type TimelineNeeds, timelineAnswer } from '../../../timeline-answer.ts'

interface Needs extends TimelineNeeds {
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly timelines: Pick<Timelines, 'listAccount' | 'listBy'>
  readonly checkins: Pick<Checkins, 'listByAccount'>
  readonly posts: Pick<Posts, 'keepVisible' | 'listPins'>
  /** Has another server asked what it pinned, if that was long ago; does not wait for it. */
  readonly refreshPins: (account: Account) => Promise<void>
}

export const getAccountStatuses = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/:id/statuses',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: statuses,
    paged: true,
    summary: "An account's posts, as far as the viewer may see.",
    params: byId,
    query: withPage({
      only_media: Type.Optional(Type.Boolean()),
      exclude_replies: Type.Optional(Type.Boolean()),
      exclude_reblogs: Type.Optional(Type.Boolean()),
      pinned: Type.Optional(Type.Boolean()),
      tagged: Type.Optional(Type.String({ maxLength: 200 })),
      only_checkins: Type.Optional(Type.Boolean({ description: 'Only posts with a place.' })),
    }),
    async handle({ viewer, params, query, request }) {
      const account = await needs.accounts.findAccount(accountId(params))
      if (!account) throw notFound()
      if (!isActive(account)) return []
      const me = viewerId(viewer)
      if (query.pinned) {
        await needs.refreshPins(account)
        const page = toPage(query)
        const pins = await needs.posts.listPins(account.id, page)
        const visible = await needs.posts.keepVisible(
          me,
          pins.map((pin) => pin.postId),
        )
        const statuses = await needs.presentStatuses(me, visible.ids, visible.views)
        return listAnswer(needs.origin, request, statuses, edgesOf(pins, page.limit))
      }
      if (query.only_checkins) {
        const skeleton = (rest: Page) => needs.checkins.listByAccount(account.id, rest)
        const page = await needs.timelines.listBy(me, toPage(query), skeleton)
        return timelineAnswer(needs, { viewerId: me, page, request })
      }
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
