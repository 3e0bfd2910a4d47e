import { Type } from 'typebox'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Places } from '#domain/places/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { byId, toPage, viewerId, withPage } from '#surfaces/mastodon-api/index.ts'
import { type PresentStatuses, postsAnswer } from '../../../list-answer.ts'
import { findPlaceOr404 } from '../../../place-id.ts'
import { statuses } from '../../../shapes/place.ts'

interface Needs {
  readonly origin: string
  readonly places: Pick<Places, 'findPlace'>
  readonly checkins: Pick<Checkins, 'listByPlace'>
  readonly timelines: Pick<Timelines, 'listBy'>
  readonly presentStatuses: PresentStatuses
}

export const getPlaceStatuses = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/places/:id/statuses',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: statuses,
    paged: true,
    summary: 'Check-ins that show this place, as far as the viewer may see.',
    params: byId,
    query: withPage({ only_media: Type.Optional(Type.Boolean()) }),
    async handle({ viewer, params, query, request }) {
      const me = viewerId(viewer)
      const place = await findPlaceOr404(needs.places, params, me)
      const page = await needs.timelines.listBy(me, toPage(query), (part) =>
        needs.checkins.listByPlace(place.id, { ...part, onlyMedia: query.only_media }),
      )
      return postsAnswer(needs, { viewerId: me, page, request })
    },
  })
