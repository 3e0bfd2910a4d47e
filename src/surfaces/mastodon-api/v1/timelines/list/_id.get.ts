import type { Lists } from '#domain/lists/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { statuses } from '../../../entities/status.ts'
import { listId } from '../../../list-parameters.ts'
import { byId, notFound, pageQuery, toPage, viewerId } from '../../../parameters.ts'
import { type TimelineNeeds, timelineAnswer } from '../../../timeline-answer.ts'

interface Needs extends TimelineNeeds {
  readonly lists: Pick<Lists, 'findList'>
  readonly timelines: Pick<Timelines, 'listList'>
}

export const getListTimeline = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/timelines/list/:id',
    access: { who: 'user', scopes: ['read:lists'] },
    response: statuses,
    paged: true,
    summary: 'Posts of those who are on a list.',
    params: byId,
    query: pageQuery,
    async handle({ viewer, params, query, request }) {
      const me = viewerId(viewer)
      const list = await needs.lists.findList(me, listId(params))
      if (!list) throw notFound()
      const page = await needs.timelines.listList(me, list, toPage(query))
      return timelineAnswer(needs, { viewerId: me, page, request })
    },
  })
