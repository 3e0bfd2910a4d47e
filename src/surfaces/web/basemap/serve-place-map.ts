import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Place, PlaceId, PlaceKind, Places } from '#domain/places/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { type DrawOnce, gatherTowns, type MapNeeds } from './draw-once.ts'
import type { StaticMap } from './static-map.ts'

export interface PlaceMapNeeds extends MapNeeds {
  readonly places: Pick<Places, 'findPlace' | 'listTownsAround'>
}

/** Half of what link previews show (1200 by 630), which `?size=large` gives. */
const size = { width: 600, height: 315 } as const
const zoomOf: Readonly<Record<PlaceKind, number>> = { venue: 11, town: 8, region: 6, country: 4 }
/** Changes when maps are drawn differently. */
const look = 1

/**
 * Answers with a picture of where a public place is. Only places that exist are drawn, never a free pair of
 * coordinates: addresses end up in logs, and anybody could have the server draw without end.
 * @throws Refusal 404, 503
 */
export function servePlaceMap(needs: PlaceMapNeeds, drawOnce: DrawOnce) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const place = await findPublicPlace(needs, String(Reflect.get(request.params as object, 'id')))
    if (!place) throw new Refusal(404, 'There is no such place.')
    const density = Reflect.get(request.query as object, 'size') === 'large' ? 2 : 1
    const key = `${place.id}-${density}-${place.updatedAt.getTime()}-${look}`
    void reply.header('cache-control', 'public, max-age=86400')
    return drawOnce({ request, reply }, key, () => describeMap(needs, place, density))
  }
}

/** @param text an id, or an id and a name as in the address of the place's page. */
async function findPublicPlace({ places }: PlaceMapNeeds, text: string): Promise<Place | undefined> {
  const id = parseId<PlaceId>(/^(\d+)(?:-|$)/.exec(text)?.[1])
  return id && places.findPlace(id, undefined)
}

async function describeMap(needs: PlaceMapNeeds, place: Place, density: 1 | 2): Promise<StaticMap> {
  const { latitude, longitude, name } = place
  const view = { latitude, longitude, zoom: zoomOf[place.kind], ...size }
  return { ...view, density, dots: await gatherTowns(needs, view), label: name }
}
