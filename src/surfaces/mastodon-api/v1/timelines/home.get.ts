import type { Timelines } from '#domain/timelines/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { statuses } from '../../entities/status.ts'
import { pageQuery, toPage, viewerId } from '../../parameters.ts'
import { type TimelineNeeds, timelineAnswer } from '../../timeline-answer.ts'

export const getHome = (needs: TimelineNeeds & { readonly timelines: Pick<Timelines, 'listHome'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/timelines/home',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: statuses,
    paged: true,
    summary: 'Posts of those whom the viewer follows.',
    consistency: 'own',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const page = await needs.timelines.listHome(me, toPage(query))
      return timelineAnswer(needs, { viewerId: me, page, request })
    },
  })
