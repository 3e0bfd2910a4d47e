import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Journal, PlannedTrip, PlanTripOutcome, TripId } from '#domain/journal/index.ts'
import { type AnyEndpoint, day, endpoint, nothing, Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { byId, notFound, viewerId } from '#surfaces/mastodon-api/index.ts'
import { placeIdOf } from '../place-id.ts'
import { presentPlace } from '../present-place.ts'
import { meetings, trip } from '../shapes/journal.ts'

interface Needs {
  readonly origin: string
  readonly journal: Pick<Journal, 'planTrip' | 'listTrips' | 'cancelTrip' | 'findMeetings'>
  readonly presentAccounts: (ids: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, object>>
}

const path = '/api/cairn/v1/trips'

/** Where one will be, and which friends will be there, too. */
export const tripEndpoints = (needs: Needs): AnyEndpoint[] => [
  endpoint({
    method: 'GET',
    path,
    access: { who: 'user', scopes: ['read:statuses'] },
    response: Type.Array(trip),
    summary: 'Own trips that are not over, the next first; nobody else is given them.',
    handle: async ({ viewer }) =>
      (await needs.journal.listTrips(viewerId(viewer))).map((planned) => present(needs, planned)),
  }),
  endpoint({
    method: 'POST',
    path,
    access: { who: 'user', scopes: ['write:statuses'] },
    response: trip,
    alsoAnswers: { 404: 'error' },
    summary: 'Plans a trip to a town, for oneself alone unless `shared` lets friends who will be there know.',
    body: Type.Object({
      place_id: Type.String({ description: 'A town.' }),
      starts_on: day,
      ends_on: day,
      shared: Type.Optional(Type.Boolean()),
    }),
    async handle({ viewer, body }) {
      const outcome = await needs.journal.planTrip({
        accountId: viewerId(viewer),
        placeId: placeIdOf({ id: body.place_id }),
        startsOn: body.starts_on,
        endsOn: body.ends_on,
        shared: body.shared ?? false,
      })
      if (!outcome.ok) throw refuse(outcome.because)
      return present(needs, outcome.planned)
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${path}/:id`,
    access: { who: 'user', scopes: ['write:statuses'] },
    response: nothing,
    summary: 'Takes an own trip away.',
    params: byId,
    async handle({ viewer, params }) {
      const id = parseId<TripId>(params.id)
      if (!id || !(await needs.journal.cancelTrip(id, viewerId(viewer)))) throw notFound()
      return {}
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/friends/meetings',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: meetings,
    summary:
      'Friends who will be in the same city on the same days; of those who want it (`crossings` in the preferences) and share the trip, as the viewer does. Only the days in common are told.',
    async handle({ viewer }) {
      const me = viewerId(viewer)
      const found = await needs.journal.findMeetings(me)
      const accounts = await needs.presentAccounts(found.map(({ friendId }) => friendId))
      return found.flatMap(({ friendId, ownTripId, town, from, until }) => {
        const account = accounts.get(friendId)
        if (!account) return []
        return [{ account, place: presentPlace(needs.origin, town, me), from, until, own_trip_id: ownTripId }]
      })
    },
  }),
]

function present(
  { origin }: Needs,
  { trip: { id, accountId, startsOn, endsOn, shared }, town }: PlannedTrip,
) {
  const place = presentPlace(origin, town, accountId)
  return { id, place, starts_on: startsOn, ends_on: endsOn, shared }
}

const reasons = {
  no_town: 'place_id must be a town',
  no_days: 'starts_on and ends_on must be days, in order, and not all over',
  too_long: 'a trip has at most 60 days',
  too_far_off: 'a trip ends within two years',
  too_many: 'at most 20 trips, and 40 in a row',
} as const

function refuse(because: Extract<PlanTripOutcome, { ok: false }>['because']): Refusal {
  return new Refusal(422, `Validation failed: ${reasons[because]}`)
}
