import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Places } from '#domain/places/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import type { MapCache } from './map-cache.ts'
import type { View } from './mercator.ts'
import type { RenderStaticMap, StaticMap } from './static-map.ts'
import { takeTurns } from './take-turns.ts'

export interface MapNeeds {
  readonly places: Pick<Places, 'listTownsAround'>
  readonly cache: MapCache
  readonly render: RenderStaticMap
}

/** Sends the picture that a key names: kept, or drawn by what `describe` says. @throws Refusal 503 */
export type DrawOnce = (
  exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  key: string,
  describe: () => Promise<StaticMap>,
) => Promise<FastifyReply>

const atOnce = 2
const mostWaiting = 40

/** One queue for all maps: drawing takes a core. */
export function createDrawOnce({ cache, render }: Pick<MapNeeds, 'cache' | 'render'>): DrawOnce {
  const inTurn = takeTurns<Buffer>({ atOnce, mostWaiting })
  return async ({ request, reply }, key, describe) => {
    void reply.header('etag', `"${key}"`)
    if (request.headers['if-none-match']?.includes(`"${key}"`)) return reply.code(304).send()
    const drawn = async () => {
      const picture = await render(await describe())
      await cache.keep(key, picture)
      return picture
    }
    const picture = (await cache.find(key)) ?? (await inTurn(key, drawn))
    if (!picture)
      throw new Refusal(503, 'Too many maps are being drawn.', { headers: { 'retry-after': '5' } })
    return reply.type('image/png').send(picture)
  }
}

/** Above a country, single towns are crumbs. */
const leastZoomWithTowns = 6
const mostTowns = 500
const metresPerPixel = 156_543

/** The towns that a map shows. */
export async function gatherTowns(
  { places }: Pick<MapNeeds, 'places'>,
  { latitude, longitude, zoom, width, height }: View,
): Promise<NonNullable<StaticMap['dots']>> {
  if (zoom < leastZoomWithTowns) return []
  const metres = (metresPerPixel * Math.cos((latitude * Math.PI) / 180)) / 2 ** zoom
  const reach = Math.hypot(width, height) * metres * 0.5
  const towns = await places.listTownsAround({ latitude, longitude }, Math.round(reach), mostTowns)
  return towns.map((town) => ({
    latitude: town.latitude,
    longitude: town.longitude,
    name: town.name,
    weight: town.population,
  }))
}
