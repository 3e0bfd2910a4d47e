import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Compression, TileType } from 'pmtiles'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writePaperTown } from '#kit/paper-town.ts'
import { writePmtiles } from '#kit/pmtiles-file.ts'
import { createHttpServer, type HttpServer } from '#platform/http-server/index.ts'
import type { Log } from '#platform/log/index.ts'
import { createLog } from '#platform/log/index.ts'
import { registerTiles } from './index.ts'

const middle = { latitude: 48.8543, longitude: 2.333 }
/** The tile of zoom 14 that the middle lies in. */
const tile = '14/8298/5636'

let dataDir: string
let server: HttpServer
let warnings: object[]

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cairn-tiles-'))
  server = await createHttpServer({ log: createLog('silent'), trustProxy: [], https: true })
  warnings = []
  const log: Log = { ...createLog('silent'), warn: (_words, fields = {}) => void warnings.push(fields) }
  registerTiles(server, { origin: 'https://cairn.test', dataDir, file: undefined, log })
})

afterEach(async () => {
  await server.close()
  await rm(dataDir, { recursive: true, force: true })
})

const get = (url: string, headers: Record<string, string> = {}) => server.inject({ url, headers })
const describeMap = async () => (await get('/basemap/tiles.json')).json()
const tileAddress = async (path: string) =>
  new URL((await describeMap()).tiles[0].replace('{z}/{x}/{y}', path)).pathname

/** The way that the documents tell: beside it, then in its place at once. */
async function put(file: Buffer): Promise<void> {
  await writeFile(join(dataDir, 'draft'), file)
  await rename(join(dataDir, 'draft'), join(dataDir, 'basemap.pmtiles'))
}

it('says that there is no detailed map where the operator put none', async () => {
  expect((await get('/basemap/tiles.json')).statusCode).toBe(204)
  expect((await get(`/basemap/tiles/000000000000/${tile}`)).statusCode).toBe(404)
  expect(warnings).toEqual([])
})

it('describes the file that lies there, with its credit cleaned', async () => {
  await put(writePaperTown(middle))
  expect(await describeMap()).toMatchObject({
    tilejson: '3.0.0',
    format: 'pbf',
    minzoom: 0,
    maxzoom: 14,
    attribution: expect.stringMatching(
      /^<a href="https:\/\/town\.example\/licence"[^>]*>© The paper town<\/a>$/,
    ),
    vector_layers: ['earth', 'landuse', 'water', 'roads', 'buildings', 'places'].map((id) => ({
      id,
      fields: {},
    })),
  })
})

it('sends tiles as they lie in the file, to be kept for ever', async () => {
  await put(writePaperTown(middle))
  const response = await get(await tileAddress(tile), { 'accept-encoding': 'gzip, deflate, br' })
  expect(response.statusCode).toBe(200)
  expect(response.headers).toMatchObject({
    'content-type': 'application/vnd.mapbox-vector-tile',
    'content-encoding': 'gzip',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: expect.stringContaining('accept-encoding'),
  })
  expect(gunzipSync(response.rawPayload).toString('latin1')).toContain('Stone Street')
})

it('unpacks tiles for programs that take no gzip', async () => {
  await put(writePaperTown(middle))
  const address = await tileAddress(tile)
  for (const accepted of ['identity', 'gzip;q=0']) {
    const response = await get(address, { 'accept-encoding': accepted })
    expect(response.headers['content-encoding']).toBeUndefined()
    expect(response.body).toContain('Stone Street')
  }
})

it('answers with nothing where the file has no tile, and 404 to what is no tile', async () => {
  await put(writePaperTown(middle))
  expect((await get(await tileAddress('14/0/0'))).statusCode).toBe(204)
  for (const path of ['2/4/0', '-1/0/0', '25/0/0', '1e3/0/0', 'x/0/0'])
    expect((await get(await tileAddress(path))).statusCode).toBe(404)
})

it('takes a file that replaces another while it runs, under new addresses', async () => {
  await put(writePaperTown(middle))
  const before = await tileAddress(tile)
  await put(writePaperTown({ ...middle, longitude: 13 }))
  const after = await tileAddress(tile)
  expect(after).not.toBe(before)
  expect((await get(before)).statusCode).toBe(404)
  expect((await get(after)).statusCode).toBe(204)
})

it('goes on without a file that is broken, and says why once', async () => {
  await put(writePaperTown(middle).subarray(0, 300))
  expect((await get('/basemap/tiles.json')).statusCode).toBe(204)
  expect((await get('/basemap/tiles.json')).statusCode).toBe(204)
  expect(warnings).toHaveLength(1)
  expect(String(Reflect.get(warnings[0] ?? {}, 'error'))).toContain('is no PMTiles file of version 3')
})

it('serves pictures as well, and refuses what browsers cannot draw', async () => {
  const png = Buffer.from('89504e470d0a1a0a', 'hex')
  const picture = {
    tiles: [{ id: 0, bytes: png }],
    metadata: {},
    bounds: [-180, -85, 180, 85],
    maxZoom: 0,
  } as const
  await put(writePmtiles({ ...picture, type: TileType.Png, compression: Compression.None }))
  expect(await describeMap()).toMatchObject({ format: 'png', vector_layers: [], attribution: '' })
  const response = await get(await tileAddress('0/0/0'))
  expect(response.headers['content-type']).toBe('image/png')
  expect(response.rawPayload).toEqual(png)
  await put(writePmtiles({ ...picture, type: TileType.Mlt, compression: Compression.None }))
  expect((await get('/basemap/tiles.json')).statusCode).toBe(204)
  expect(String(Reflect.get(warnings[0] ?? {}, 'error'))).toContain('neither vector tiles')
})
