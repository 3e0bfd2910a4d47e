import { type Static, Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Journal } from '#domain/journal/index.ts'
import type { PlaceId, Places } from '#domain/places/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { viewerId } from '#surfaces/mastodon-api/index.ts'
import { languageParameter } from '../../language-parameter.ts'
import { presentPlace } from '../../present-place.ts'
import { placesNearby } from '../../shapes/place.ts'

interface Needs {
  readonly origin: string
  readonly places: Pick<Places, 'nearPoint'>
  readonly checkins: Pick<Checkins, 'findOwnVisits'>
  readonly journal: Pick<Journal, 'findFriendsLatest'>
}

const question = Type.Object({
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
  accuracy: Type.Optional(Type.Number({ minimum: 0, description: "Metres: the position's uncertainty." })),
  q: Type.Optional(Type.String({ maxLength: 200, description: 'A name or its beginning.' })),
  lang: languageParameter,
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
    response: placesNearby,
    summary: 'Places near a point, the likeliest first. The point is kept nowhere.',
    query: question,
    handle: ({ viewer, query }) => answerNearby(needs, viewerId(viewer), query),
  })

export const postNearby = (needs: Needs) =>
  endpoint({
    ...facts,
    method: 'POST',
    response: placesNearby,
    summary: 'The same as GET, with the point in the body: it stays out of the logs of proxies.',
    body: question,
    handle: ({ viewer, body }) => answerNearby(needs, viewerId(viewer), body),
  })

async function answerNearby(needs: Needs, viewer: AccountId, given: Static<typeof question>) {
  const [visits, friends] = await Promise.all([
    needs.checkins.findOwnVisits(viewer),
    findFriendsVisits(needs, viewer),
  ])
  const found = await needs.places.nearPoint({
    latitude: given.latitude,
    longitude: given.longitude,
    accuracyMetres: given.accuracy,
    query: given.q,
    language: given.lang,
    limit: given.limit ?? 20,
    viewer,
    visits,
    friends,
  })
  return {
    places: found.map(({ place, distanceMetres, why }) => ({
      place: presentPlace(needs.origin, place, viewer, given.lang),
      distance: distanceMetres,
      why,
    })),
  }
}

/** Where friends let the viewer see them to have been in the last week, by the venue. */
async function findFriendsVisits(
  { journal }: Needs,
  viewer: AccountId,
): Promise<ReadonlyMap<PlaceId, number>> {
  const counts = new Map<PlaceId, number>()
  for (const { shown } of await journal.findFriendsLatest(viewer)) {
    if (shown.placeId && shown.precision === 'venue') {
      counts.set(shown.placeId, (counts.get(shown.placeId) ?? 0) + 1)
    }
  }
  return counts
}
