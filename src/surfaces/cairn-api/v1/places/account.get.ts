import { Type } from 'typebox'
import type { Account, AccountId } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import { type AnyEndpoint, endpoint } from '#platform/http-server/index.ts'
import { byId, notFound } from '#surfaces/mastodon-api/index.ts'
import { placeIdOf } from '../../place-id.ts'
import { account } from '../../shapes/place.ts'

interface Needs {
  readonly checkins: Pick<Checkins, 'areaName' | 'ensurePlaceAccount'>
  readonly presentAccounts: (ids: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, object>>
}

/** The accounts by which places and neighbourhoods are followed, as Mastodon's Account entities. */
export const placeAccountEndpoints = (needs: Needs): AnyEndpoint[] => {
  const present = async (account: Account | undefined) => {
    const shown = account && (await needs.presentAccounts([account.id])).get(account.id)
    if (!shown) throw notFound()
    return shown
  }
  return [
    endpoint({
      method: 'GET',
      path: '/api/cairn/v1/places/:id/account',
      access: { who: 'user', scopes: ['read:accounts'] },
      response: account,
      summary: 'The account to follow for the public check-ins at a place.',
      params: byId,
      handle: async ({ params }) =>
        present(await needs.checkins.ensurePlaceAccount(`place_${placeIdOf(params)}`)),
    }),
    endpoint({
      method: 'GET',
      path: '/api/cairn/v1/areas/account',
      access: { who: 'user', scopes: ['read:accounts'] },
      response: account,
      alsoAnswers: { 404: 'error' },
      summary: 'The account to follow for the public check-ins in the neighbourhood of a point.',
      query: Type.Object({
        latitude: Type.Number({ minimum: -90, maximum: 90 }),
        longitude: Type.Number({ minimum: -180, maximum: 180 }),
      }),
      handle: async ({ query }) =>
        present(await needs.checkins.ensurePlaceAccount(needs.checkins.areaName(query))),
    }),
  ]
}
