import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import { type Place, placePage } from '#domain/places/index.ts'
import {
  type AnyEndpoint,
  answer,
  endpoint,
  isUploadedFile,
  type Viewer,
} from '#platform/http-server/index.ts'
import { addressOf, createEntry, postIdOf } from './create-entry.ts'
import { describeEntry } from './describe-entry.ts'
import { parseGeo } from './find-place.ts'
import type { MicropubNeeds } from './needs.ts'
import { readRequest } from './read-entry.ts'
import { refuse } from './refuse.ts'
import { mediaAddress, takePhotos, upload } from './take-photos.ts'
import { contentOf } from './write-text.ts'

export type { MicropubNeeds } from './needs.ts'

const path = '/micropub'
const bodyLimit = 101 * 1024 * 1024

/** The Micropub endpoint and its media endpoint. */
export const micropubEndpoints = (needs: MicropubNeeds): AnyEndpoint[] => [
  getMicropub(needs),
  postMicropub(needs),
  postMedia(needs),
]

const getMicropub = (needs: MicropubNeeds) =>
  endpoint({
    method: 'GET',
    path,
    access: { who: 'user', scopes: ['read:statuses', 'write:statuses'] },
    summary: 'Micropub queries: q=config, syndicate-to, source (with url), geo (with lat and lon, or uri).',
    query: Type.Object({
      q: Type.String(),
      url: Type.Optional(Type.String({ maxLength: 2000 })),
      lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
      lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
      uri: Type.Optional(Type.String({ maxLength: 200, description: 'geo:48.85,2.33' })),
    }),
    async handle({ viewer, query }) {
      switch (query.q) {
        case 'config':
          return config(needs.origin)
        case 'syndicate-to':
          return { 'syndicate-to': [] }
        case 'source':
          return describeEntry(needs, meOf(viewer), postIdOf(needs.origin, query.url ?? ''))
        case 'geo':
          return findVenues(needs, meOf(viewer), query)
        default:
          throw refuse('invalid_request', 'The queries are config, syndicate-to, source and geo.')
      }
    },
  })

const postMicropub = (needs: MicropubNeeds) =>
  endpoint({
    method: 'POST',
    path,
    access: { who: 'user', scopes: ['write:statuses'] },
    summary: 'Micropub: creates, updates or deletes an entry, as a form or as JSON; a check-in with checkin.',
    bodyLimit,
    body: Type.Record(Type.String(), Type.Unknown()),
    async handle({ viewer, body, request }) {
      const me = meOf(viewer)
      const user = await needs.findUser(me)
      if (!user) throw refuse('forbidden', 'This account has no user.')
      const asked = readRequest(body)
      if (asked.action === 'create') {
        const key = request.headers['idempotency-key']
        return createEntry(needs, { ...asked, user, appId: viewer.appId, key })
      }
      const postId = postIdOf(needs.origin, asked.url)
      const post = postId && (await needs.posts.findVisible(me, postId))
      if (!post || post.accountId !== me) throw refuse('not_found', 'There is no such entry of yours.')
      if (asked.action === 'delete') {
        await needs.posts.deletePost(post.id, me)
        return answer('', { status: 204 })
      }
      const kept = (await needs.posts.findViews([post.id])).get(post.id)?.media ?? []
      const added = await takePhotos(needs, me, { properties: asked.add })
      const outcome = await needs.posts.editPost({
        authorId: me,
        postId: post.id,
        text: contentOf(asked.replace) ?? post.source ?? '',
        ...(added.length > 0 && { mediaIds: [...kept.map((media) => media.id), ...added] }),
      })
      if (!outcome.ok)
        throw refuse('invalid_request', `The entry was refused: ${outcome.because.replaceAll('_', ' ')}.`)
      return answer('', { status: 200, headers: { location: await addressOf(needs, user, post.id) } })
    },
  })

const postMedia = (needs: MicropubNeeds) =>
  endpoint({
    method: 'POST',
    path: `${path}/media`,
    access: { who: 'user', scopes: ['write:media'] },
    summary: 'Micropub: takes in one file, stripped of everything but itself, and answers its address.',
    bodyLimit,
    body: Type.Object({ file: Type.Optional(Type.Unknown()) }),
    async handle({ viewer, body: { file } }) {
      if (!isUploadedFile(file)) throw refuse('invalid_request', 'The part named file is missing.')
      const me = meOf(viewer)
      const id = await upload(needs, me, { path: file.path, type: file.declaredType })
      const media = await needs.media.findMedia(id, me)
      if (!media) throw refuse('invalid_request', 'The file is gone.')
      return answer('', { status: 201, headers: { location: mediaAddress(needs.origin, media) } })
    },
  })

function config(origin: string) {
  return {
    'media-endpoint': `${origin}${path}/media`,
    'syndicate-to': [],
    q: ['config', 'syndicate-to', 'source', 'geo'],
    'post-types': [
      { type: 'note', name: 'Note' },
      { type: 'photo', name: 'Photo' },
      { type: 'reply', name: 'Reply' },
      { type: 'checkin', name: 'Check-in' },
    ],
    visibility: ['public', 'unlisted', 'followers', 'private'],
  }
}

const venues = 20

/** Venues near a point, as clients choose from (indieweb.org/Micropub-extensions, "Query for location information"). */
async function findVenues(
  needs: Pick<MicropubNeeds, 'origin' | 'places'>,
  me: AccountId,
  given: { lat?: number; lon?: number; uri?: string },
) {
  const { lat, lon, uri } = given
  const point =
    lat !== undefined && lon !== undefined ? { latitude: lat, longitude: lon } : parseGeo(uri ?? '')
  if (!point) throw refuse('invalid_request', 'Give lat and lon, or a geo: uri.')
  const near = await needs.places.nearPoint({ ...point, viewer: me, limit: venues })
  const cards = near.map(({ place }) => describeVenue(needs.origin, place))
  return { geo: cards[0] ?? null, venues: cards }
}

function describeVenue(origin: string, place: Place) {
  const { name, latitude, longitude } = place
  return {
    type: ['h-card'],
    properties: {
      name: [name],
      url: [placePage(origin, place)],
      latitude: [latitude],
      longitude: [longitude],
    },
  }
}

function meOf(viewer: Viewer): AccountId {
  return viewer.accountId as AccountId
}
