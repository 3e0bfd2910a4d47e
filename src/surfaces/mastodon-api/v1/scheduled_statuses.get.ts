import { Type } from 'typebox'
import type { Drafts } from '#domain/drafts/index.ts'
import type { MediaRoom } from '#domain/media/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { scheduledStatus } from '../entities/status.ts'
import { edgesOf, listAnswer } from '../link-header.ts'
import { pageQuery, toPage, viewerId } from '../parameters.ts'
import { presentScheduled } from '../present/present-scheduled.ts'

interface Needs {
  readonly origin: string
  readonly drafts: Pick<Drafts, 'listScheduled'>
  readonly media: Pick<MediaRoom, 'findMany'>
}

export const getScheduledStatuses = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/scheduled_statuses',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: Type.Array(scheduledStatus),
    paged: true,
    summary: 'Posts of the viewer that wait for their time.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      const page = toPage(query)
      const posts = await needs.drafts.listScheduled(viewerId(viewer), page)
      const list = await presentScheduled(needs, posts)
      return listAnswer(needs.origin, request, list, edgesOf(posts, page.limit))
    },
  })
