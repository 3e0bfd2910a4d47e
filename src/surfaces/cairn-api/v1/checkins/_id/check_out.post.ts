import { Type } from 'typebox'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Drafts, ScheduledPostId } from '#domain/drafts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { byId, notFound, viewerId } from '#surfaces/mastodon-api/index.ts'
import type { PresentStatuses } from '../../../list-answer.ts'
import { released } from '../../../shapes/journal.ts'
import { status } from '../../../shapes/place.ts'

interface Needs {
  readonly checkins: Pick<Checkins, 'checkOut'>
  readonly drafts: Pick<Drafts, 'releaseCheckin'>
  readonly presentStatuses: PresentStatuses
}

export const postCheckOut = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/cairn/v1/checkins/:id/check_out',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: Type.Union([status, released]),
    summary:
      'Ends an own check-in: here-now counts it no more. One that waits (delay) is published: give its id.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const id = parseId<PostId>(params.id)
      const waiting = parseId<ScheduledPostId>(params.id)
      if (waiting && (await needs.drafts.releaseCheckin(me, waiting))) return { released: true }
      if (!id || !(await needs.checkins.checkOut(id, me))) throw notFound()
      const [status] = await needs.presentStatuses(me, [id])
      if (!status) throw notFound()
      return status
    },
  })
