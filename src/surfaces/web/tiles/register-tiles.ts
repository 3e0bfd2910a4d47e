import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sanitizeRemoteHtml } from '#platform/html/index.ts'
import { type HttpServer, Refusal } from '#platform/http-server/index.ts'
import type { Log } from '#platform/log/index.ts'
import { type ArchiveFinder, type CurrentArchive, findArchive } from './find-archive.ts'
import { type ArchiveFacts, type Tile, unpack } from './open-archive.ts'

export interface TilesNeeds {
  readonly origin: string
  /** The server's own folder, where the file lies as `basemap.pmtiles` unless `file` names another. */
  readonly dataDir: string
  readonly file: string | undefined
  readonly log: Log
}

const types: Readonly<Record<ArchiveFacts['format'], string>> = {
  pbf: 'application/vnd.mapbox-vector-tile',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
}
const fiveMinutes = 'public, max-age=300'
const forEver = 'public, max-age=31536000, immutable'

/** Mounts the detailed map of a PMTiles file, where the operator has put one. */
export function registerTiles(server: HttpServer, needs: TilesNeeds): void {
  const finder = findArchive({ path: needs.file ?? join(needs.dataDir, 'basemap.pmtiles'), log: needs.log })
  server.addHook('onClose', () => finder[Symbol.asyncDispose]())
  server.get('/basemap/tiles.json', async (_request, reply) => {
    const current = await finder.look()
    void reply.header('cache-control', fiveMinutes)
    return current ? reply.send(describeTiles(needs.origin, current)) : reply.code(204).send()
  })
  server.get('/basemap/tiles/:version/:z/:x/:y', sendTile(finder))
}

/** TileJSON 3.0 (github.com/mapbox/tilejson-spec), without what nobody here asks for. */
function describeTiles(origin: string, { archive, version }: CurrentArchive) {
  const { minZoom, maxZoom, bounds, format, attribution, layers } = archive.facts
  return {
    tilejson: '3.0.0',
    tiles: [`${origin}/basemap/tiles/${version}/{z}/{x}/{y}`],
    minzoom: minZoom,
    maxzoom: maxZoom,
    bounds,
    format,
    attribution: sanitizeRemoteHtml(attribution),
    vector_layers: layers.map((id) => ({ id, fields: {} })),
  }
}

function sendTile(finder: ArchiveFinder) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const params = request.params as Readonly<Record<'version' | 'z' | 'x' | 'y', string>>
    const current = await finder.last()
    const [z, x, y] = [params.z, params.x, params.y].map(parseNumber)
    if (
      !current ||
      params.version !== current.version ||
      z === undefined ||
      x === undefined ||
      y === undefined
    )
      throw new Refusal(404, 'There is no such tile.')
    if (z > 24 || x >= 2 ** z || y >= 2 ** z) throw new Refusal(404, 'There is no such tile.')
    const tile = await current.archive.read(z, x, y)
    void reply.headers({ 'cache-control': forEver, vary: 'accept-encoding' })
    if (!tile) return reply.code(204).send()
    const { body, encoding } = await fitFor(request.headers['accept-encoding'], tile)
    if (encoding) void reply.header('content-encoding', encoding)
    return reply.type(types[current.archive.facts.format]).send(body)
  }
}

function parseNumber(text: string): number | undefined {
  return /^\d{1,8}$/.test(text) ? Number(text) : undefined
}

/** Every browser takes both encodings; other programs may not (RFC 9110 section 12.5.3). */
async function fitFor(header: string | undefined, tile: Tile): Promise<Tile> {
  const { body, encoding } = tile
  if (!encoding) return tile
  const accepted = (header ?? '').split(',').map((item) => item.split(';').map((part) => part.trim()))
  const takes = accepted.some(
    ([coding, weight]) =>
      (coding === encoding || coding === '*') && (!weight || Number(weight.replace('q=', '')) > 0),
  )
  return takes ? tile : { body: await unpack(body, encoding), encoding: undefined }
}
