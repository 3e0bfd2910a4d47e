import { Type } from 'typebox'
import type { Account, AccountId } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import { type AnyEndpoint, endpoint } from '#platform/http-server/index.ts'
import { byId, notFound } from '#surfaces/mastodon-api/index.ts'
import { placeIdOf } from '../../place-id.ts'
import { account } from '../../shapes/place.ts'

interface Needs {
  readonly checkins: Pick<Checkins, 'areaName' | 'ensurePlaceAccount' | 'findPlaceAccount'>
  readonly presentAccounts: (ids: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, object>>
}

const isKnown = {
  known: Type.Optional(
    Type.Boolean({ description: 'Only one that somebody follows already, else null: nothing is made.' }),
  ),
}
const atPoint = Type.Object({
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
  ...isKnown,
})
const perhaps = Type.Union([account, Type.Null()])

/** The id of an account of a place that nobody has followed yet. */
const nobody = '0'

/** The accounts by which places and neighbourhoods are followed, as Mastodon's Account entities. */
export const placeAccountEndpoints = (needs: Needs): AnyEndpoint[] => {
  const present = async (account: Account | undefined) => {
    const shown = account && (await needs.presentAccounts([account.id])).get(account.id)
    if (!shown) throw notFound()
    return shown
  }
  const find = async (name: string, known: boolean | undefined) => {
    if (!known) return present(await needs.checkins.ensurePlaceAccount(name))
    const found = await needs.checkins.findPlaceAccount(name)
    if (!found) throw notFound()
    return found.id === nobody ? null : present(found)
  }
  return [
    endpoint({
      method: 'GET',
      path: '/api/cairn/v1/places/:id/account',
      access: { who: 'user', scopes: ['read:accounts'] },
      response: perhaps,
      summary: 'The account to follow for the public check-ins at a place.',
      params: byId,
      query: Type.Object(isKnown),
      handle: ({ params, query }) => find(`place_${placeIdOf(params)}`, query.known),
    }),
    endpoint({
      method: 'GET',
      path: '/api/cairn/v1/areas/account',
      access: { who: 'user', scopes: ['read:accounts'] },
      response: perhaps,
      alsoAnswers: { 404: 'error' },
      summary: 'The account to follow for the public check-ins in the neighbourhood of a point.',
      query: atPoint,
      handle: ({ query }) => find(needs.checkins.areaName(query), query.known),
    }),
    endpoint({
      method: 'POST',
      path: '/api/cairn/v1/areas/account',
      access: { who: 'user', scopes: ['read:accounts'] },
      response: perhaps,
      alsoAnswers: { 404: 'error' },
      summary: 'The same; a position in the body stands in no log of addresses.',
      body: atPoint,
      handle: ({ body }) => find(needs.checkins.areaName(body), body.known),
    }),
  ]
}
