import { Type } from 'typebox'
import type { Timelines } from '#domain/timelines/index.ts'
import type { Trends } from '#domain/trends/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { statuses } from '../../entities/status.ts'
import { toPage, viewerId, withPage } from '../../parameters.ts'
import { type TimelineNeeds, timelineAnswer } from '../../timeline-answer.ts'

interface Needs extends TimelineNeeds {
  readonly timelines: Pick<Timelines, 'listBy'>
  readonly trends: Pick<Trends, 'listLinkIds'>
}

export const getLinkTimeline = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/timelines/link',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: statuses,
    paged: true,
    summary: 'Public posts that share a link.',
    consistency: 'later',
    query: withPage({ url: Type.String({ maxLength: 1000 }) }),
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const page = await needs.timelines.listBy(me, toPage(query), (part) =>
        needs.trends.listLinkIds(query.url, part),
      )
      return timelineAnswer(needs, { viewerId: me, page, request })
    },
  })
