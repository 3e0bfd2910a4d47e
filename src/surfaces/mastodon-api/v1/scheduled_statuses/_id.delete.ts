import type { Drafts } from '#domain/drafts/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { byId, notFound, scheduledId, viewerId } from '../../parameters.ts'

export const deleteScheduledStatus = (needs: { readonly drafts: Pick<Drafts, 'cancelScheduled'> }) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/scheduled_statuses/:id',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: nothing,
    summary: 'Drops an own scheduled post.',
    params: byId,
    async handle({ viewer, params }) {
      if (!(await needs.drafts.cancelScheduled(viewerId(viewer), scheduledId(params)))) throw notFound()
      return {}
    },
  })
