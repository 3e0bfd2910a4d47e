import { Type } from 'typebox'
import type { User } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Drafts, WholeDraft } from '#domain/drafts/index.ts'
import type { MediaRoom } from '#domain/media/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { draftBody, readDraft, readTime } from '../draft-parameters.ts'
import { scheduledStatus, status } from '../entities/status.ts'
import { viewerId } from '../parameters.ts'
import { takePhotoPlace } from '../photo-place.ts'
import { presentScheduled } from '../present/present-scheduled.ts'
import type { presentStatuses } from '../present/present-statuses.ts'
import { readDelay } from '../read-delay.ts'
import { publishRefusal } from '../refusals.ts'

interface Needs {
  readonly clock: Clock
  readonly origin: string
  readonly drafts: Pick<Drafts, 'publishDraft' | 'scheduleDraft'>
  readonly media: Pick<MediaRoom, 'findMany'>
  readonly checkins: Pick<Checkins, 'defaultVisibility' | 'findPhotoPlace'>
  readonly findUser: (id: AccountId) => Promise<User | undefined>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

export const postStatus = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/statuses',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: Type.Union([status, scheduledStatus]),
    alsoAnswers: { 404: 'error', 409: 'error', 410: 'error' },
    summary:
      'Publishes a post; with poll, a question; with place_id, a check-in; with scheduled_at or checkin[delay], later.',
    body: draftBody,
    async handle({ viewer, body: given, request }) {
      const me = viewerId(viewer)
      const user = await needs.findUser(me)
      if (!user) throw new Refusal(403, 'This account has no user.')
      const key = request.headers['idempotency-key']
      const plain = await readDraft(needs.checkins, given, { user, appId: viewer.appId, key })
      const draft = await takePhotoPlace(needs.checkins, plain, { given, user })
      const delayed = draft.checkin && readDelay(given.checkin?.delay, needs.clock.now())
      const at = given.scheduled_at ? readTime(given.scheduled_at) : delayed
      // As on Mastodon: what was to be published in the past is published now.
      if (at && at.getTime() > needs.clock.now()) return schedule(needs, draft, at)
      const outcome = await needs.drafts.publishDraft(draft)
      if (!outcome.ok) throw publishRefusal(outcome.because)
      return present(needs, me, outcome.post.id)
    },
  })

async function present(needs: Needs, me: AccountId, id: PostId) {
  const [status] = await needs.presentStatuses(me, [id])
  return status
}

async function schedule(needs: Needs, draft: WholeDraft, at: Date) {
  const outcome = await needs.drafts.scheduleDraft(keepArrival(needs, draft), at)
  if (!outcome.ok) throw publishRefusal(outcome.because)
  if ('post' in outcome) return present(needs, draft.authorId, outcome.post.id)
  const [scheduled] = await presentScheduled(needs, [outcome.scheduled])
  return scheduled
}

/** A delay is about when others learn of it: the author arrived now. */
function keepArrival(needs: Needs, draft: WholeDraft): WholeDraft {
  if (!draft.checkin) return draft
  const arrivedAt = draft.checkin.arrivedAt ?? new Date(needs.clock.now())
  return { ...draft, checkin: { ...draft.checkin, arrivedAt } }
}
