import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpServer } from '#platform/http-server/index.ts'
import { chooseEncoding } from './choose-encoding.ts'
import { createDrawOnce } from './draw-once.ts'
import { drawYear } from './draw-year.ts'
import { openMapCache } from './map-cache.ts'
import { type Basemap, openBasemap } from './open-basemap.ts'
import { type PlaceMapNeeds, servePlaceMap } from './serve-place-map.ts'
import { type PostMapNeeds, servePostMap } from './serve-post-map.ts'
import { serveYearCard, type YearCardNeeds } from './serve-year-card.ts'
import { renderStaticMap } from './static-map.ts'

export interface BasemapNeeds extends Pick<PostMapNeeds, 'posts' | 'checkins' | 'maps'> {
  readonly places: PlaceMapNeeds['places']
  readonly findYear: YearCardNeeds['findYear']
  /** The server's own folder: what is drawn and converted is kept in its `cache`. */
  readonly dataDir: string
}

const mostMaps = 5000
const forEver = 'public, max-age=31536000, immutable'

/** Mounts the coasts and countries under /basemap/, and pictures of where public places are and posts were made. */
export function registerBasemap(server: HttpServer, needs: BasemapNeeds): void {
  const basemap = openBasemap(needs.dataDir)
  server.addHook('onClose', () => basemap[Symbol.asyncDispose]())
  for (const name of ['land', 'countries'] as const)
    server.get(`/basemap/${name}.json`, (request, reply) => sendGeoJson(basemap, name, { request, reply }))
  const cache = openMapCache({ folder: join(needs.dataDir, 'cache', 'maps'), mostFiles: mostMaps })
  const render = renderStaticMap({ basemap })
  const drawing = { ...needs, cache, render }
  const drawOnce = createDrawOnce(drawing)
  server.get('/places/:id/map.png', servePlaceMap(drawing, drawOnce))
  server.get('/maps/:id/:file', servePostMap(drawing, drawOnce))
  const year = serveYearCard({ findYear: needs.findYear, cache, draw: drawYear({ basemap }) })
  server.get('/@:handle/years/:year/:secret/card.png', year)
}

async function sendGeoJson(
  basemap: Basemap,
  name: 'land' | 'countries',
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  const { body, encoding } = await basemap.read(name, chooseEncoding(request.headers['accept-encoding']))
  void reply.headers({
    'content-type': 'application/geo+json',
    'cache-control': forEver,
    vary: 'accept-encoding',
  })
  if (encoding !== 'identity') void reply.header('content-encoding', encoding)
  return reply.send(body)
}
