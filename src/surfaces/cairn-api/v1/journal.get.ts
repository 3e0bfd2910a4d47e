import { Type } from 'typebox'
import type { Journal, Visit } from '#domain/journal/index.ts'
import type { Place, PlaceId, Places } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { answer, endpoint, Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { viewerId } from '#surfaces/mastodon-api/index.ts'
import { spanQuery, toSpan } from '../journal-span.ts'
import { presentVisit } from '../present-visit.ts'
import { visits } from '../shapes/journal.ts'

interface Needs {
  readonly origin: string
  readonly journal: Pick<Journal, 'listVisits'>
  readonly places: Pick<Places, 'findPlaces'>
}

const most = 200

export const getJournal = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/cairn/v1/journal',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: visits,
    paged: true,
    summary: 'Own check-ins at their true places, the latest first; for their owner alone.',
    query: Type.Object({
      ...spanQuery,
      q: Type.Optional(
        Type.String({ description: 'Part of the name of a place or of a note.', maxLength: 100 }),
      ),
      place_id: Type.Optional(Type.String()),
      cursor: Type.Optional(Type.String({ description: 'From the Link header.' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: most })),
    }),
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const { from, until } = toSpan(query)
      const limit = query.limit ?? 40
      const filter = {
        from,
        until,
        text: query.q || undefined,
        placeId: query.place_id ? idOr422<PlaceId>(query.place_id, 'place_id') : undefined,
        before: query.cursor ? readCursor(query.cursor) : undefined,
      }
      const visits = await needs.journal.listVisits(me, filter, limit)
      const places = await needs.places.findPlaces(visits.map((visit) => visit.placeId))
      const last = visits.length === limit ? visits.at(-1) : undefined
      return answer(
        visits.map((visit) => presentVisit(needs.origin, visit, placeOf(places, visit), me)),
        last ? { headers: { link: `<${nextPage(needs.origin, request.url, last)}>; rel="next"` } } : {},
      )
    },
  })

function placeOf(places: ReadonlyMap<PlaceId, Place>, visit: Visit): Place | undefined {
  return places.get(visit.placeId)
}

/** A journal is ordered by arrival, which ids do not tell of check-ins that were told later. */
function nextPage(origin: string, path: string, last: Visit): string {
  const url = new URL(path, origin)
  url.searchParams.set('cursor', `${last.arrivedAt.getTime()}-${last.postId}`)
  return `${origin}${url.pathname}${url.search}`
}

function readCursor(text: string): { arrivedAt: Date; postId: PostId } {
  const [time = '', id = ''] = text.split('-')
  if (!/^\d{1,15}$/.test(time)) throw new Refusal(422, 'Validation failed: cursor is none that was given out')
  return { arrivedAt: new Date(Number(time)), postId: idOr422<PostId>(id, 'cursor') }
}

function idOr422<I extends string>(text: string, name: string): I {
  const id = parseId<I>(text)
  if (id === undefined) throw new Refusal(422, `Validation failed: ${name} is no id`)
  return id
}
