import type { Drafts } from '#domain/drafts/index.ts'
import type { MediaRoom } from '#domain/media/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { scheduledStatus } from '../../entities/status.ts'
import { byId, notFound, scheduledId, viewerId } from '../../parameters.ts'
import { presentScheduled } from '../../present/present-scheduled.ts'

interface Needs {
  readonly origin: string
  readonly drafts: Pick<Drafts, 'findScheduled'>
  readonly media: Pick<MediaRoom, 'findMany'>
}

export const getScheduledStatus = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/scheduled_statuses/:id',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: scheduledStatus,
    summary: 'An own post that waits for its time.',
    params: byId,
    async handle({ viewer, params }) {
      const post = await needs.drafts.findScheduled(viewerId(viewer), scheduledId(params))
      if (!post) throw notFound()
      const [scheduled] = await presentScheduled(needs, [post])
      return scheduled
    },
  })
