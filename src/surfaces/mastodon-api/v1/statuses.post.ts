import { type Static, Type } from 'typebox'
import type { User } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { MediaId } from '#domain/media/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { Draft, PostId, Posts, Visibility } from '#domain/posts/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { viewerId } from '../parameters.ts'
import type { presentStatuses } from '../present/present-statuses.ts'
import { checkinRefusal, publishRefusal } from '../refusals.ts'
import { parseVisibility } from '../words.ts'

const body = Type.Object({
  status: Type.Optional(Type.String({ maxLength: 50_000, description: 'The text.' })),
  media_ids: Type.Optional(Type.Array(Type.String(), { maxItems: 20 })),
  in_reply_to_id: Type.Optional(Type.String()),
  sensitive: Type.Optional(Type.Boolean()),
  spoiler_text: Type.Optional(Type.String({ maxLength: 5000 })),
  visibility: Type.Optional(Type.String({ description: 'public, unlisted, private or direct.' })),
  language: Type.Optional(Type.String({ maxLength: 10 })),
  poll: Type.Optional(Type.Unknown()),
  scheduled_at: Type.Optional(Type.String()),
  place_id: Type.Optional(Type.String({ description: 'Makes the post a check-in at this place.' })),
  checkin: Type.Optional(
    Type.Object({
      latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
      longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
      accuracy: Type.Optional(Type.Number({ minimum: 0 })),
      precision: Type.Optional(Type.String({ description: 'venue, cell, city or country.' })),
      followers_precision: Type.Optional(
        Type.String({ description: 'What followers see, where it is more.' }),
      ),
      friends_precision: Type.Optional(Type.String({ description: 'What mutual followers see.' })),
      arrived_at: Type.Optional(
        Type.String({ description: 'ISO 8601, of a check-in that is told later or was queued offline.' }),
      ),
      delay: Type.Optional(Type.String()),
    }),
  ),
})

interface Needs {
  readonly posts: Pick<Posts, 'publishPost'>
  readonly checkins: Pick<Checkins, 'prepareCheckin' | 'defaultVisibility'>
  readonly findUser: (id: AccountId) => Promise<User | undefined>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

export const postStatus = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/statuses',
    access: { who: 'user', scopes: ['write:statuses'] },
    summary: 'Publishes a post; with place_id, a check-in.',
    body,
    async handle({ viewer, body: given, request }) {
      refuseUnsupported(given)
      const me = viewerId(viewer)
      const user = await needs.findUser(me)
      if (!user) throw new Refusal(403, 'This account has no user.')
      const fallback = await findFallback(needs, given, user)
      const draft = toDraft(given, {
        me,
        user,
        fallback,
        appId: viewer.appId,
        key: request.headers['idempotency-key'],
      })
      const addition = given.place_id === undefined ? undefined : await prepare(needs, given, draft, user)
      const outcome = await needs.posts.publishPost(draft, addition)
      if (!outcome.ok) throw publishRefusal(outcome.because)
      const [status] = await needs.presentStatuses(me, [outcome.post.id])
      return status
    },
  })

/** To take these and do something else would deceive: so they are refused until they work. */
function refuseUnsupported(given: Static<typeof body>): void {
  if (given.poll !== undefined) throw new Refusal(422, 'Validation failed: polls are not offered yet')
  if (given.scheduled_at) throw new Refusal(422, 'Validation failed: scheduling is not offered yet')
  const delay = given.checkin?.delay
  if (delay && delay !== '0' && delay !== 'now') {
    throw new Refusal(422, 'Validation failed: delayed check-ins are not offered yet')
  }
}

interface Author {
  readonly me: AccountId
  readonly user: User
  /** The visibility when the app names none. */
  readonly fallback: Visibility
  readonly appId: string
  readonly key: string | string[] | undefined
}

async function findFallback(needs: Needs, given: Static<typeof body>, user: User): Promise<Visibility> {
  if (given.place_id === undefined) return user.defaultVisibility
  const { accountId: authorId, checkinVisibility } = user
  return needs.checkins.defaultVisibility({
    placeId: idOr404<PlaceId>(given.place_id),
    authorId,
    checkinVisibility,
  })
}

function toDraft(given: Static<typeof body>, { me, user, fallback, appId, key }: Author): Draft {
  const visibility = given.visibility ? parseVisibility(given.visibility) : fallback
  if (!visibility) throw new Refusal(422, 'Validation failed: Visibility is not included in the list')
  return {
    authorId: me,
    text: given.status ?? '',
    visibility,
    contentWarning: given.spoiler_text,
    sensitive: given.sensitive ?? user.defaultSensitive,
    language: given.language || user.defaultLanguage || user.locale,
    replyToId: given.in_reply_to_id ? idOr404<PostId>(given.in_reply_to_id) : undefined,
    mediaIds: (given.media_ids ?? []).map(mediaIdOf),
    appId,
    idempotencyKey: typeof key === 'string' && key !== '' ? key.slice(0, 200) : undefined,
  }
}

async function prepare(needs: Needs, given: Static<typeof body>, draft: Draft, user: User) {
  const { latitude, longitude, accuracy, arrived_at: arrived, ...wish } = given.checkin ?? {}
  const prepared = await needs.checkins.prepareCheckin({
    authorId: draft.authorId,
    placeId: idOr404<PlaceId>(given.place_id),
    visibility: draft.visibility,
    precision: wish.precision || user.checkinPrecision,
    followersPrecision: wish.followers_precision || undefined,
    friendsPrecision: wish.friends_precision || undefined,
    arrivedAt: arrived ? timeOr422(arrived) : undefined,
    ...(latitude !== undefined &&
      longitude !== undefined && { position: { latitude, longitude, accuracyMetres: accuracy } }),
  })
  if (!prepared.ok) throw checkinRefusal(prepared.because)
  return prepared.addition
}

function timeOr422(text: string): Date {
  const time = new Date(text)
  if (Number.isNaN(time.getTime()))
    throw new Refusal(422, 'Validation failed: arrived_at is not an ISO 8601 time')
  return time
}

function mediaIdOf(text: string): MediaId {
  const id = parseId<MediaId>(text)
  if (id === undefined) throw publishRefusal('media_not_found')
  return id
}

function idOr404<I extends string>(text: string | undefined): I {
  const id = parseId<I>(text)
  if (id === undefined) throw new Refusal(404, 'Record not found')
  return id
}
