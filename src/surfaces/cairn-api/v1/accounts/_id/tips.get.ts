import type { AccountId } from '#domain/accounts/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import type { Tips } from '#domain/tips/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { byId, notFound, toPage, viewerId, withPage } from '#surfaces/mastodon-api/index.ts'
import { type PresentStatuses, postsAnswer } from '../../../list-answer.ts'
import { statuses } from '../../../shapes/place.ts'

interface Needs {
  readonly origin: string
  readonly tips: Pick<Tips, 'listByAccount'>
  readonly timelines: Pick<Timelines, 'listBy'>
  readonly presentStatuses: PresentStatuses
  readonly presentAccounts: (ids: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, object>>
}

export const getAccountTips = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/accounts/:id/tips',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: statuses,
    paged: true,
    summary: 'Advice that an account has left about places, newest first, as far as the viewer may see.',
    params: byId,
    query: withPage({}),
    async handle({ viewer, params, query, request }) {
      const me = viewerId(viewer)
      const id = parseId<AccountId>(params.id)
      if (!id || !(await needs.presentAccounts([id])).has(id)) throw notFound()
      const page = await needs.timelines.listBy(me, toPage(query), (part) =>
        needs.tips.listByAccount(id, part),
      )
      return postsAnswer(needs, { viewerId: me, page, request })
    },
  })
