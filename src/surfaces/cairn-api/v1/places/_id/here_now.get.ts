import type { AccountId } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Places } from '#domain/places/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { byId, viewerId } from '#surfaces/mastodon-api/index.ts'
import { findPlaceOr404 } from '../../../place-id.ts'
import { hereNow } from '../../../shapes/place.ts'

interface Needs {
  readonly places: Pick<Places, 'findPlace'>
  readonly checkins: Pick<Checkins, 'hereNow'>
  readonly presentAccounts: (ids: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, object>>
}

export const getHereNow = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/places/:id/here_now',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: hereNow,
    summary: 'How many people are here, from three on, and which friends let the viewer know.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const place = await findPlaceOr404(needs.places, params, me)
      const { count, friends } = await needs.checkins.hereNow(place.id, me)
      const accounts = await needs.presentAccounts(friends)
      return { count, friends: friends.flatMap((id) => accounts.get(id) ?? []) }
    },
  })
