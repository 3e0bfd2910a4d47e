import { type Static, Type } from 'typebox'
import type { User } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { WholeDraft } from '#domain/drafts/index.ts'
import type { MediaId } from '#domain/media/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { PollDraft } from '#domain/polls/index.ts'
import type { OwnQuotePolicy, PostId, Visibility } from '#domain/posts/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { publishRefusal } from './refusals.ts'
import { parseVisibility } from './words.ts'

export const pollBody = Type.Object({
  options: Type.Optional(Type.Array(Type.String({ maxLength: 5000 }), { maxItems: 100 })),
  expires_in: Type.Optional(Type.Integer({ description: 'Seconds from now.' })),
  multiple: Type.Optional(Type.Boolean()),
  hide_totals: Type.Optional(Type.Boolean({ description: 'No numbers before the end.' })),
})

export const quotePolicyText = Type.String({
  description: 'Who may quote the post: public, followers or nobody.',
})

export const draftBody = Type.Object({
  status: Type.Optional(Type.String({ maxLength: 50_000, description: 'The text.' })),
  media_ids: Type.Optional(Type.Array(Type.String(), { maxItems: 20 })),
  in_reply_to_id: Type.Optional(Type.String()),
  sensitive: Type.Optional(Type.Boolean()),
  spoiler_text: Type.Optional(Type.String({ maxLength: 5000 })),
  visibility: Type.Optional(Type.String({ description: 'public, unlisted, private or direct.' })),
  language: Type.Optional(Type.String({ maxLength: 10 })),
  quoted_status_id: Type.Optional(Type.String({ description: 'A post to quote.' })),
  quote_approval_policy: Type.Optional(quotePolicyText),
  poll: Type.Optional(pollBody),
  scheduled_at: Type.Optional(
    Type.String({ maxLength: 100, description: 'ISO 8601, at least five minutes from now.' }),
  ),
  place_id: Type.Optional(Type.String({ description: 'Makes the post a check-in at this place.' })),
  tip: Type.Optional(
    Type.Boolean({ description: 'With place_id: the post is advice about the place, and no check-in.' }),
  ),
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
      companions: Type.Optional(
        Type.Array(Type.String(), {
          maxItems: 10,
          description: 'Ids of accounts that were there, too. They are asked, and named when they agree.',
        }),
      ),
      delay: Type.Optional(Type.String()),
    }),
  ),
})

export type DraftParameters = Static<typeof draftBody>

interface Author {
  readonly user: User
  readonly appId: string
  /** The header Idempotency-Key. */
  readonly key: string | string[] | undefined
}

/** What an app asks to publish. @throws Refusal */
export async function readDraft(
  checkins: Pick<Checkins, 'defaultVisibility'>,
  given: DraftParameters,
  { user, appId, key }: Author,
): Promise<WholeDraft> {
  const named = given.visibility ? parseVisibility(given.visibility) : undefined
  if (given.visibility && !named)
    throw new Refusal(422, 'Validation failed: Visibility is not included in the list')
  return {
    authorId: user.accountId,
    text: given.status ?? '',
    visibility: named ?? (await findFallback(checkins, given, user)),
    contentWarning: given.spoiler_text,
    sensitive: given.sensitive ?? user.defaultSensitive,
    language: given.language || user.defaultLanguage || user.locale,
    replyToId: given.in_reply_to_id ? idOr404<PostId>(given.in_reply_to_id) : undefined,
    mediaIds: (given.media_ids ?? []).map(mediaIdOf),
    appId,
    idempotencyKey: typeof key === 'string' && key !== '' ? key.slice(0, 200) : undefined,
    quotedId: given.quoted_status_id ? quotedIdOf(given.quoted_status_id) : undefined,
    quotePolicy: readQuotePolicy(given.quote_approval_policy) ?? user.defaultQuotePolicy,
    poll: readPoll(given.poll),
    ...readPlace(given, user),
  }
}

async function findFallback(
  checkins: Pick<Checkins, 'defaultVisibility'>,
  given: DraftParameters,
  user: User,
): Promise<Visibility> {
  if (given.place_id === undefined || given.tip) return user.defaultVisibility
  const { accountId: authorId, checkinVisibility } = user
  return checkins.defaultVisibility({
    placeId: idOr404<PlaceId>(given.place_id),
    authorId,
    checkinVisibility,
  })
}

/** @returns undefined for a poll without anything in it, which some apps send with every post */
export function readPoll(given: Static<typeof pollBody> | undefined): PollDraft | undefined {
  if (!given || (given.options === undefined && given.expires_in === undefined)) return undefined
  return {
    options: given.options ?? [],
    expiresInSeconds: given.expires_in ?? 0,
    multiple: given.multiple,
    hideTotals: given.hide_totals,
  }
}

function readPlace(given: DraftParameters, user: User): Pick<WholeDraft, 'checkin' | 'tip'> {
  if (!given.tip) return { checkin: readCheckin(given, user) }
  if (given.place_id === undefined) throw publishRefusal('unknown_place')
  return { tip: { placeId: idOr404<PlaceId>(given.place_id) } }
}

function readCheckin(given: DraftParameters, user: User): WholeDraft['checkin'] {
  if (given.place_id === undefined) return undefined
  const { latitude, longitude, accuracy, arrived_at: arrived, companions, ...wish } = given.checkin ?? {}
  return {
    placeId: idOr404<PlaceId>(given.place_id),
    precision: wish.precision || user.checkinPrecision,
    followersPrecision: wish.followers_precision || undefined,
    friendsPrecision: wish.friends_precision || undefined,
    arrivedAt: arrived ? timeOr422(arrived) : undefined,
    companionIds: companions?.map(companionOf),
    ...(latitude !== undefined &&
      longitude !== undefined && { position: { latitude, longitude, accuracyMetres: accuracy } }),
  }
}

function timeOr422(text: string): Date {
  const time = new Date(text)
  if (Number.isNaN(time.getTime()))
    throw new Refusal(422, 'Validation failed: arrived_at is not an ISO 8601 time')
  return time
}

/** @throws Refusal 422 for what is no time */
export function readTime(text: string): Date {
  const time = /^\d{4}-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw publishRefusal('time_too_soon')
  return new Date(time)
}

/** @throws Refusal 422 for a policy that there is not */
export function readQuotePolicy(text: string | undefined): OwnQuotePolicy | undefined {
  if (text === undefined || text === '') return undefined
  if (text === 'public' || text === 'followers' || text === 'nobody') return text
  throw new Refusal(422, 'Validation failed: Quote approval policy is not included in the list')
}

function quotedIdOf(text: string): PostId {
  const id = parseId<PostId>(text)
  if (id === undefined) throw publishRefusal('quoted_not_found')
  return id
}

function companionOf(text: string): AccountId {
  const id = parseId<AccountId>(text)
  if (id === undefined) throw publishRefusal('unknown_companion')
  return id
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
