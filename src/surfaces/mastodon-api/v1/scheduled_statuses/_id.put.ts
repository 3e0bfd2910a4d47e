import { Type } from 'typebox'
import type { Drafts } from '#domain/drafts/index.ts'
import type { MediaRoom } from '#domain/media/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { readTime } from '../../draft-parameters.ts'
import { scheduledStatus } from '../../entities/status.ts'
import { byId, scheduledId, viewerId } from '../../parameters.ts'
import { presentScheduled } from '../../present/present-scheduled.ts'
import { publishRefusal } from '../../refusals.ts'

interface Needs {
  readonly origin: string
  readonly drafts: Pick<Drafts, 'reschedule'>
  readonly media: Pick<MediaRoom, 'findMany'>
}

export const putScheduledStatus = (needs: Needs) =>
  endpoint({
    method: 'PUT',
    path: '/api/v1/scheduled_statuses/:id',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: scheduledStatus,
    summary: 'Gives an own scheduled post another time, at least five minutes from now.',
    params: byId,
    body: Type.Object({ scheduled_at: Type.String({ maxLength: 100, description: 'ISO 8601.' }) }),
    async handle({ viewer, params, body }) {
      const at = readTime(body.scheduled_at)
      const outcome = await needs.drafts.reschedule(viewerId(viewer), scheduledId(params), at)
      if (!outcome.ok) throw publishRefusal(outcome.because)
      const [scheduled] = await presentScheduled(needs, [outcome.scheduled])
      return scheduled
    },
  })
