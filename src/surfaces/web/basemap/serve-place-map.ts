import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Place, PlaceId, PlaceKind, Places } from '#domain/places/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import type { MapCache } from './map-cache.ts'
import type { RenderStaticMap, StaticMap } from './static-map.ts'
import { takeTurns } from './take-turns.ts'

export interface PlaceMapNeeds {
  readonly places: Pick<Places, 'findPlace' | 'listTownsAround'>
  readonly cache: MapCache
  readonly render: RenderStaticMap
}

/** Half of what link previews show (1200 by 630), which `?size=large` gives. */
const width = 600
const height = 315
const zoomOf: Readonly<Record<PlaceKind, number>> = { venue: 11, town: 8, region: 6, country: 4 }
/** Above a country, single towns are crumbs. */
const leastZoomWithTowns = 6
const mostTowns = 500
const metresPerPixel = 156_543
/** Changes when maps are drawn differently. */
const look = 1
const atOnce = 2
const mostWaiting = 40

/**
 * Answers with a picture of where a public place is. Only places that exist are drawn, never a free pair of
 * coordinates: addresses end up in logs, and anybody could have the server draw without end.
 * @throws Refusal 404, 503
 */
export function servePlaceMap(needs: PlaceMapNeeds) {
  const inTurn = takeTurns<Buffer>({ atOnce, mostWaiting })
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const place = await findPublicPlace(needs, String(Reflect.get(request.params as object, 'id')))
    if (!place) throw new Refusal(404, 'There is no such place.')
    const density = Reflect.get(request.query as object, 'size') === 'large' ? 2 : 1
    const key = `${place.id}-${density}-${place.updatedAt.getTime()}-${look}`
    const kept = { 'cache-control': 'public, max-age=86400', etag: `"${key}"` }
    if (request.headers['if-none-match']?.includes(`"${key}"`)) return reply.code(304).headers(kept).send()
    const drawn = async () => {
      const picture = await needs.render(await describeMap(needs, place, density))
      await needs.cache.keep(key, picture)
      return picture
    }
    const picture = (await needs.cache.find(key)) ?? (await inTurn(key, drawn))
    if (!picture)
      throw new Refusal(503, 'Too many maps are being drawn.', { headers: { 'retry-after': '5' } })
    return reply.headers({ ...kept, 'content-type': 'image/png' }).send(picture)
  }
}

/** @param text an id, or an id and a name as in the address of the place's page. */
async function findPublicPlace({ places }: PlaceMapNeeds, text: string): Promise<Place | undefined> {
  const id = parseId<PlaceId>(/^(\d+)(?:-|$)/.exec(text)?.[1])
  return id && places.findPlace(id, undefined)
}

async function describeMap(needs: PlaceMapNeeds, place: Place, density: 1 | 2): Promise<StaticMap> {
  const { latitude, longitude, name } = place
  const zoom = zoomOf[place.kind]
  const metres = (metresPerPixel * Math.cos((latitude * Math.PI) / 180)) / 2 ** zoom
  const reach = Math.hypot(width, height) * metres * 0.5
  const towns =
    zoom < leastZoomWithTowns ? [] : await needs.places.listTownsAround(place, Math.round(reach), mostTowns)
  const dots = towns.map((town) => ({
    latitude: town.latitude,
    longitude: town.longitude,
    name: town.name,
    weight: town.population,
  }))
  return { latitude, longitude, zoom, width, height, density, dots, label: name }
}
