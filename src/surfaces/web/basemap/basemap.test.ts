import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRooms } from '#kit/open-rooms.ts'
import { type PlacesWorld, placesWorld } from '#kit/places-world.ts'
import { createHttpServer, type HttpServer } from '#platform/http-server/index.ts'
import { createLog } from '#platform/log/index.ts'
import type { FeatureCollection } from './convert-topology.ts'
import { createPostMaps, registerBasemap } from './index.ts'
import { packBasemap } from './write-basemap.ts'

let world: PlacesWorld
let dataDir: string
let server: HttpServer
let rooms: Awaited<ReturnType<typeof openRooms>>

beforeAll(async () => {
  world = await placesWorld()
  dataDir = await mkdtemp(join(tmpdir(), 'cairn-basemap-'))
  server = await createHttpServer({ log: createLog('silent'), trustProxy: [], https: true })
  rooms = await openRooms(world)
  const maps = createPostMaps({ origin: world.origin, secret: 'x'.repeat(32) })
  registerBasemap(server, { ...rooms, places: world.places, maps, dataDir, findYear: async () => undefined })
})

afterAll(async () => {
  await server.close()
  await rm(dataDir, { recursive: true, force: true })
  await rooms[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

const get = (url: string, headers: Record<string, string> = {}) => server.inject({ url, headers })
const read = async (name: string) =>
  JSON.parse((await get(`/basemap/${name}.json`)).body) as FeatureCollection

describe('the coasts and countries', () => {
  it('go out as GeoJSON, to be kept for ever, and to pages of any site', async () => {
    const response = await get('/basemap/land.json', { origin: 'https://elsewhere.example' })
    expect(response.statusCode).toBe(200)
    expect(response.headers).toMatchObject({
      'content-type': 'application/geo+json',
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
      vary: expect.stringContaining('accept-encoding'),
    })
    expect(response.headers['content-encoding']).toBeUndefined()
    expect(JSON.parse(response.body)).toMatchObject({ type: 'FeatureCollection' })
  })

  it('name each country', async () => {
    const { features } = await read('countries')
    expect(features.length).toBeGreaterThan(230)
    const names = features.map((feature) => feature.properties.name)
    expect(names).toEqual(expect.arrayContaining(['France', 'Fiji', 'Japan', 'Antarctica']))
    expect(features.find((feature) => feature.properties.name === 'France')?.id).toBe('250')
  })

  it('consist of closed rings that turn as RFC 7946 says', async () => {
    for (const name of ['land', 'countries']) {
      const polygons = (await read(name)).features.flatMap((feature) => feature.geometry.coordinates)
      expect(polygons.flat().filter((ring) => ring.length < 4)).toEqual([])
      expect(polygons.flat().filter((ring) => ring.at(-1)?.join() !== ring[0]?.join())).toEqual([])
      expect(polygons.filter(([outer = []]) => areaOf(outer) < 0)).toEqual([])
      expect(polygons.flatMap(([, ...holes]) => holes).filter((hole) => areaOf(hole) > 0)).toEqual([])
    }
  })

  it('are cut at the date line, so that no line runs across the whole world', async () => {
    for (const name of ['land', 'countries']) {
      const rings = (await read(name)).features.flatMap((feature) => feature.geometry.coordinates).flat()
      const steps = rings.flatMap((ring) =>
        ring.map((from, index) => ({ from, to: ring[index + 1] ?? from })),
      )
      expect(steps.filter(({ from }) => Math.abs(from[0]) > 180)).toEqual([])
      // Antarctica's lower edge is the pole itself.
      const long = steps.filter(({ from, to }) => Math.abs(to[0] - from[0]) > 180 && from[1] > -90)
      expect(long).toEqual([])
    }
  })

  it('travel compressed, in three decimals', async () => {
    const plain = await get('/basemap/land.json')
    const gz = await get('/basemap/land.json', { 'accept-encoding': 'gzip, deflate' })
    expect(gz.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gz.rawPayload)).toEqual(plain.rawPayload)
    expect(gz.rawPayload.length).toBeLessThan(360_000)
    expect(plain.body).not.toMatch(/\d\.\d{4}/)
  })

  it('come back when somebody empties the cache', async () => {
    await rm(join(dataDir, 'cache'), { recursive: true })
    expect((await get('/basemap/land.json')).statusCode).toBe(200)
  })

  it('travel in brotli once that is ready', async () => {
    const plain = await get('/basemap/countries.json')
    const basemap = join(dataDir, 'cache', 'basemap')
    const [version = ''] = await readdir(basemap)
    // The real thing takes seconds and is tried on less below.
    await writeFile(join(basemap, version, 'countries.json.br'), brotliQuickly(plain.rawPayload))
    const br = await get('/basemap/countries.json', { 'accept-encoding': 'gzip, br' })
    expect(br.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(br.rawPayload)).toEqual(plain.rawPayload)
  })

  it('are packed into brotli smaller than gzip', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cairn-pack-'))
    const line = JSON.stringify(
      Array.from({ length: 2000 }, (_, at) => [at / 1000, Math.round(at * at) / 1000]),
    )
    for (const name of ['land.json', 'countries.json']) await writeFile(join(folder, name), line)
    await packBasemap(folder)
    expect((await readdir(folder)).sort()).toEqual([
      'countries.json',
      'countries.json.br',
      'land.json',
      'land.json.br',
    ])
    const packed = await readFile(join(folder, 'land.json.br'))
    expect(brotliDecompressSync(packed).toString()).toBe(line)
    expect(packed.length).toBeLessThan(gzipSync(line).length)
    await rm(folder, { recursive: true })
  })
})

describe('the map of a place', () => {
  const cafe = (more: object = {}) => ({
    name: 'Café de Flore',
    latitude: 48.854,
    longitude: 2.3325,
    createdBy: '1' as never,
    force: true,
    ...more,
  })
  const make = async (more: object = {}) => {
    const made = await world.places.createVenue(cafe(more))
    if (!made.ok) throw new Error('The venue was refused.')
    return made.place
  }

  it('is a PNG for the place’s page, and a large one for link previews', async () => {
    const [place] = await Promise.all([
      make(),
      world.addTown({ name: 'Paris', latitude: 48.8534, longitude: 2.3488, population: 2_138_551 }),
    ])
    const small = await get(`/places/${place.id}-cafe-de-flore/map.png`, {
      origin: 'https://elsewhere.example',
    })
    expect(small.statusCode).toBe(200)
    expect(small.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=86400',
      'access-control-allow-origin': '*',
    })
    expect(await sharp(small.rawPayload).metadata()).toMatchObject({ format: 'png', width: 600, height: 315 })
    const large = await get(`/places/${place.id}/map.png?size=large`)
    expect(await sharp(large.rawPayload).metadata()).toMatchObject({ width: 1200, height: 630 })
    expect(large.rawPayload.length).toBeLessThan(150_000)
  })

  it('is drawn once, and known again by its tag', async () => {
    const place = await make({ name: 'Les Deux Magots' })
    const answers = await Promise.all([1, 2, 3].map(() => get(`/places/${place.id}/map.png`)))
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
    const files = (await readdir(join(dataDir, 'cache', 'maps'))).filter((name) => name.startsWith(place.id))
    expect(files).toHaveLength(1)
    const tag = String(answers[0]?.headers['etag'])
    expect((await get(`/places/${place.id}/map.png`, { 'if-none-match': tag })).statusCode).toBe(304)
  })

  it('does not exist for a private venue', async () => {
    const home = await make({ name: 'Home', private: true })
    expect((await get(`/places/${home.id}/map.png`)).statusCode).toBe(404)
  })

  it.each(['abc', '12abc', '48.85,2.33', '0', '99999999999999999999', '123456'])(
    'does not exist for %s',
    async (id) => {
      expect((await get(`/places/${id}/map.png`)).statusCode).toBe(404)
    },
  )
})

const brotliQuickly = (bytes: Buffer) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })

function areaOf(ring: readonly (readonly [number, number])[]): number {
  let area = 0
  for (const [index, [x, y]] of ring.entries()) {
    const [nextX, nextY] = ring[index + 1] ?? [x, y]
    area += x * nextY - nextX * y
  }
  return area
}
