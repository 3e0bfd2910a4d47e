import { type Static, Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Places } from '#domain/places/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { viewerId } from '#surfaces/mastodon-api/index.ts'
import { presentPlace } from '../../present-place.ts'

interface Needs {
  readonly origin: string
  readonly places: Pick<Places, 'nearPoint'>
  readonly checkins: Pick<Checkins, 'findOwnVisits'>
}

const question = Type.Object({
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
  accuracy: Type.Optional(Type.Number({ minimum: 0, description: "Metres: the position's uncertainty." })),
  q: Type.Optional(Type.String({ maxLength: 200, description: 'A name or its beginning.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
})

const facts = {
  path: '/api/cairn/v1/places/nearby',
  access: { who: 'user', scopes: ['read:search', 'read:statuses', 'write:statuses'] },
} as const

export const getNearby = (needs: Needs) =>
  endpoint({
    ...facts,
    method: 'GET',
    summary: 'Places near a point, the likeliest first. The point is kept nowhere.',
    query: question,
    handle: ({ viewer, query }) => answerNearby(needs, viewerId(viewer), query),
  })

export const postNearby = (needs: Needs) =>
  endpoint({
    ...facts,
    method: 'POST',
    summary: 'The same as GET, with the point in the body: it stays out of the logs of proxies.',
    body: question,
    handle: ({ viewer, body }) => answerNearby(needs, viewerId(viewer), body),
  })

async function answerNearby(needs: Needs, viewer: AccountId, given: Static<typeof question>) {
  const found = await needs.places.nearPoint({
    latitude: given.latitude,
    longitude: given.longitude,
    accuracyMetres: given.accuracy,
    query: given.q,
    limit: given.limit ?? 20,
    viewer,
    visits: await needs.checkins.findOwnVisits(viewer),
  })
  return {
    places: found.map(({ place, distanceMetres, why }) => ({
      place: presentPlace(needs.origin, place, viewer),
      distance: distanceMetres,
      why,
    })),
  }
}
