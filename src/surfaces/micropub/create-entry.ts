import type { User } from '#domain/access/index.ts'
import { localAddresses } from '#domain/accounts/index.ts'
import type { WholeDraft } from '#domain/drafts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { PostId, Visibility } from '#domain/posts/index.ts'
import { answer, type UploadedFile } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { findPlace } from './find-place.ts'
import type { MicropubNeeds } from './needs.ts'
import { type Properties, textOf } from './read-entry.ts'
import { refuse } from './refuse.ts'
import { takePhotos } from './take-photos.ts'
import { writeText } from './write-text.ts'

interface Entry {
  readonly properties: Properties
  readonly files: readonly UploadedFile[]
  readonly user: User
  readonly appId: string
  readonly key: string | string[] | undefined
}

/** Of a check-in that is posted as it happens. */
const nowMs = 300_000

/** Publishes an entry. Answers 201 with its address (section 3.2). @throws Refusal */
export async function createEntry(needs: MicropubNeeds, { properties, files, user, appId, key }: Entry) {
  for (const other of ['like-of', 'repost-of', 'bookmark-of', 'rsvp']) {
    if (properties[other]) throw refuse('invalid_request', `Entries with ${other} are not posted here.`)
  }
  if (textOf(properties, 'post-status') === 'draft')
    throw refuse('invalid_request', 'There are no drafts here.')
  const me = user.accountId
  const asked = readVisibility(properties)
  const placeId = await findPlace(needs, properties, { me, isPrivate: asked === 'direct' })
  const draft: WholeDraft = {
    authorId: me,
    text: writeText(properties),
    visibility: asked ?? (await findFallback(needs, placeId, user)),
    sensitive: user.defaultSensitive,
    language: user.defaultLanguage || user.locale,
    replyToId: readReply(needs.origin, textOf(properties, 'in-reply-to')),
    mediaIds: await takePhotos(needs, me, { properties, files }),
    appId,
    quotePolicy: user.defaultQuotePolicy,
    idempotencyKey: typeof key === 'string' && key !== '' ? key.slice(0, 200) : undefined,
    checkin: placeId && {
      placeId,
      precision: user.checkinPrecision,
      arrivedAt: readArrival(properties, needs.clock.now()),
    },
  }
  const outcome = await needs.drafts.publishDraft(draft)
  if (!outcome.ok)
    throw refuse('invalid_request', `The entry was refused: ${outcome.because.replaceAll('_', ' ')}.`)
  return answer('', { status: 201, headers: { location: await addressOf(needs, user, outcome.post.id) } })
}

export async function addressOf(
  needs: Pick<MicropubNeeds, 'accounts' | 'origin'>,
  user: Pick<User, 'accountId'>,
  postId: PostId,
): Promise<string> {
  const account = await needs.accounts.findAccount(user.accountId)
  return `${localAddresses(needs.origin, account?.username ?? '').url}/${postId}`
}

/** The post that an address of this server means: `/@name/<id>` or `/posts/<id>`. */
export function postIdOf(origin: string, url: string): PostId | undefined {
  if (!url.startsWith(`${origin}/`)) return undefined
  return parseId<PostId>(/^\/(?:@[^/]+|posts)\/([1-9]\d{0,18})$/.exec(url.slice(origin.length))?.[1])
}

/** `private` of OwnYourSwarm means that nobody else sees it on Swarm either (indieweb.org/Micropub-extensions). */
function readVisibility(properties: Properties): Visibility | undefined {
  const name = textOf(properties, 'visibility')
  switch (name) {
    case undefined:
      return undefined
    case 'public':
    case 'unlisted':
      return name
    case 'followers':
    case 'protected':
      return 'followers'
    case 'private':
      return 'direct'
    default:
      throw refuse('invalid_request', 'The visibilities are public, unlisted, followers and private.')
  }
}

async function findFallback(
  needs: Pick<MicropubNeeds, 'checkins'>,
  placeId: PlaceId | undefined,
  user: User,
): Promise<Visibility> {
  if (!placeId) return user.defaultVisibility
  const { accountId: authorId, checkinVisibility } = user
  return needs.checkins.defaultVisibility({ placeId, authorId, checkinVisibility })
}

function readReply(origin: string, url: string | undefined): PostId | undefined {
  if (url === undefined) return undefined
  const id = postIdOf(origin, url)
  if (!id)
    throw refuse('invalid_request', 'Only posts of this server are answered from here: give its address.')
  return id
}

/** @returns undefined for a check-in of now */
function readArrival(properties: Properties, now: number): Date | undefined {
  const text = textOf(properties, 'published')
  if (text === undefined) return undefined
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw refuse('invalid_request', 'published is no ISO 8601 time.')
  return Math.abs(now - time) > nowMs ? new Date(time) : undefined
}
