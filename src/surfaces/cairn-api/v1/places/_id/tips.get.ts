import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { PlaceId, Places } from '#domain/places/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import type { Tips } from '#domain/tips/index.ts'
import { answer, endpoint, jsonBytes } from '#platform/http-server/index.ts'
import { byId, toPage, viewerId, withPage } from '#surfaces/mastodon-api/index.ts'
import { type PresentStatuses, postsAnswer } from '../../../list-answer.ts'
import { findPlaceOr404 } from '../../../place-id.ts'
import { statuses } from '../../../shapes/place.ts'

interface Needs {
  readonly origin: string
  readonly places: Pick<Places, 'findPlace'>
  readonly tips: Pick<Tips, 'listByPlace' | 'listUseful'>
  readonly timelines: Pick<Timelines, 'listBy'>
  readonly presentStatuses: PresentStatuses
}

/** More are not ranked: they are found by `newest`. */
const mostRanked = 200

export const getPlaceTips = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/places/:id/tips',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: statuses,
    paged: true,
    summary:
      'Advice about this place, as far as the viewer may see: what most people liked first, or the newest. Leave one by POST /api/v1/statuses with place_id and tip.',
    params: byId,
    query: withPage({
      sort: Type.Optional(Type.Enum(['useful', 'newest'])),
      offset: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: mostRanked,
          description: 'Of the useful ones: how many to skip.',
        }),
      ),
    }),
    async handle({ viewer, params, query, request }) {
      const me = viewerId(viewer)
      const { id } = await findPlaceOr404(needs.places, params, me)
      const { offset = 0, sort = 'useful' } = query
      const wanted = toPage(query)
      if (sort === 'useful') return listUseful(needs, { placeId: id, me, offset, limit: wanted.limit })
      const page = await needs.timelines.listBy(me, wanted, (part) => needs.tips.listByPlace(id, part))
      return postsAnswer(needs, { viewerId: me, page, request, query: 'sort=newest' })
    },
  })

interface Asked {
  readonly placeId: PlaceId
  readonly me: AccountId | undefined
  readonly offset: number
  readonly limit: number
}

/** Likes come and go, so pages begin after a number of tips: they are not in the order of ids. */
async function listUseful(needs: Needs, { placeId, me, offset, limit }: Asked) {
  const { ids: all, views } = await needs.timelines.listBy(me, { limit: mostRanked + 1 }, () =>
    needs.tips.listUseful(placeId, mostRanked),
  )
  const ids = all.slice(offset, offset + limit)
  const shown = new Set(ids)
  const known = new Map([...views].filter(([id]) => shown.has(id)))
  const bytes = jsonBytes(await needs.presentStatuses.asJson(me, ids, known))
  if (all.length <= offset + limit) return answer(bytes, {})
  const next = `${needs.origin}/api/cairn/v1/places/${placeId}/tips?limit=${limit}&offset=${offset + limit}`
  return answer(bytes, { headers: { link: `<${next}>; rel="next"` } })
}
