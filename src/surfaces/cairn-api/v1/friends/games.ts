import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Journal } from '#domain/journal/index.ts'
import type { Places } from '#domain/places/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { byId, notFound, viewerId } from '#surfaces/mastodon-api/index.ts'
import type { PresentStatuses } from '../../list-answer.ts'
import { findPlaceOr404 } from '../../place-id.ts'
import { presentPlace } from '../../present-place.ts'
import { leaderboard, mayor, mayorships, statuses, trendingPlaces } from '../../shapes/place.ts'

interface Needs {
  readonly origin: string
  readonly journal: Pick<
    Journal,
    'findFriendsLatest' | 'rankFriends' | 'findMayor' | 'listCrowns' | 'listTrends'
  >
  readonly places: Pick<Places, 'findPlace'>
  readonly presentStatuses: PresentStatuses
  readonly presentAccounts: (ids: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, object>>
}

export const getFriendsLatest = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/friends/latest',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: statuses,
    summary:
      'Where friends (who follow each other) were last, within a week, as exactly as each lets you see.',
    async handle({ viewer }) {
      const me = viewerId(viewer)
      const latest = await needs.journal.findFriendsLatest(me)
      return needs.presentStatuses(
        me,
        latest.map((checkin) => checkin.postId),
      )
    },
  })

export const getLeaderboard = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/friends/leaderboard',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: leaderboard,
    summary: 'Points of the running week: one a check-in, three more where somebody had not been before.',
    async handle({ viewer }) {
      const ranks = await needs.journal.rankFriends(viewerId(viewer))
      const accounts = await needs.presentAccounts(ranks.map((rank) => rank.accountId))
      return ranks.flatMap(({ accountId, points, visits, firsts }) => {
        const account = accounts.get(accountId)
        return account ? [{ account, points, visits, firsts }] : []
      })
    },
  })

export const getMayor = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/places/:id/mayor',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: mayor,
    summary: 'Who was here on the most days of the last sixty, if the viewer may know; null otherwise.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const place = await findPlaceOr404(needs.places, params, me)
      const mayor = await needs.journal.findMayor(place.id, me)
      const account = mayor && (await needs.presentAccounts([mayor.accountId])).get(mayor.accountId)
      return { mayor: account ? { account, days: mayor.days } : null }
    },
  })

export const getMayorships = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/accounts/:id/mayorships',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: mayorships,
    summary: 'Places that an account is the mayor of: for itself and its friends, empty for others.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const id = parseId<AccountId>(params.id)
      if (!id || !(await needs.presentAccounts([id])).has(id)) throw notFound()
      const crowns = await needs.journal.listCrowns(id, me)
      return crowns.map(({ place, days }) => ({ place: presentPlace(needs.origin, place, me), days }))
    },
  })

export const getTrendingPlaces = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/trends/places',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: trendingPlaces,
    summary:
      'Venues where more happens today than usually there, from public check-ins of three people or more.',
    consistency: 'later',
    query: Type.Object({
      latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
      longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 40 })),
    }),
    async handle({ viewer, query: { latitude, longitude, limit = 10 } }) {
      const near = latitude !== undefined && longitude !== undefined ? { latitude, longitude } : undefined
      const trends = await needs.journal.listTrends(near, limit)
      return trends.map(({ place, people, rise }) => ({
        place: presentPlace(needs.origin, place, viewerId(viewer)),
        people,
        rise: Math.round(rise * 100) / 100,
      }))
    },
  })
