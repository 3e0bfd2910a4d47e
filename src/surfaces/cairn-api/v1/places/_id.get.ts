import type { Checkins } from '#domain/checkins/index.ts'
import type { Places } from '#domain/places/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { byId, viewerId } from '#surfaces/mastodon-api/index.ts'
import { findPlaceOr404 } from '../../place-id.ts'
import { presentCredit, presentPlace } from '../../present-place.ts'
import { wholePlace } from '../../shapes/place.ts'

interface Needs {
  readonly origin: string
  readonly places: Pick<Places, 'findPlace' | 'creditsOf'>
  readonly checkins: Pick<Checkins, 'countByPlace'>
}

export const getPlace = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/places/:id',
    access: { who: 'public', scopes: ['read:search'] },
    response: wholePlace,
    summary: 'One place. The number of check-ins is told from three people on.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const place = await findPlaceOr404(needs.places, params, me)
      return {
        ...presentPlace(needs.origin, place, me),
        credits: (await needs.places.creditsOf(place)).map(presentCredit),
        checkins_count: (await needs.checkins.countByPlace([place.id])).get(place.id) ?? null,
      }
    },
  })
