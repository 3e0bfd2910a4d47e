import type { Timelines } from '#domain/timelines/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { statuses } from '../../entities/status.ts'
import { pageQuery, toPage, viewerId } from '../../parameters.ts'
import { type TimelineNeeds, timelineAnswer } from '../../timeline-answer.ts'

export const getDirect = (needs: TimelineNeeds & { readonly timelines: Pick<Timelines, 'listDirect'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/timelines/direct',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: statuses,
    paged: true,
    summary: 'Direct posts of the viewer and to the viewer, post by post; conversations have them by thread.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const page = await needs.timelines.listDirect(me, toPage(query))
      return timelineAnswer(needs, { viewerId: me, page, request })
    },
  })
