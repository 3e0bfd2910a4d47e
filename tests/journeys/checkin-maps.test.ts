import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPerson, type Person } from '#kit/person.ts'
import { readPage } from '#kit/read-page.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { createPostMaps } from '#surfaces/web/basemap/index.ts'

const secret = 'the same in all processes of a server'

let server: TestServer
let ana: Person
/** In the same cell of five square kilometres, 300 metres apart. */
let cafe: string
let bar: string

beforeAll(async () => {
  server = await startServer({ environment: { CAIRN_SECRET: secret } })
  ana = await createPerson(server, 'ana')
  await ana.call('PUT', '/api/cairn/v1/checkin_preferences', { map_picture: true })
  cafe = await addVenue({
    name: 'Café de Flore',
    latitude: 48.85412,
    longitude: 2.33265,
    category: 'amenity=cafe',
  })
  bar = await addVenue({
    name: 'Bar du Marché',
    latitude: 48.8537,
    longitude: 2.33675,
    category: 'amenity=bar',
  })
}, 120_000)
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
})

async function addVenue(venue: object): Promise<string> {
  const { body } = await ana.post('/api/cairn/v1/places', venue)
  return body.id
}

async function checkIn(more: object): Promise<string> {
  const { status, body } = await ana.post('/api/v1/statuses', { visibility: 'public', ...more })
  expect({ status, ...body }).toMatchObject({ id: expect.any(String) })
  return body.id
}

async function attachmentsOf(id: string): Promise<Record<string, unknown>[]> {
  const answer = await fetch(`${server.origin}/posts/${id}`, {
    headers: { accept: 'application/activity+json' },
  })
  return ((await answer.json()) as { attachment: Record<string, unknown>[] }).attachment
}

async function mapOf(id: string): Promise<Buffer> {
  const [map] = await attachmentsOf(id)
  const answer = await fetch(String(map?.['url']))
  expect(answer.status).toBe(200)
  return Buffer.from(await answer.arrayBuffer())
}

const addressOf = (id: string) => createPostMaps({ origin: server.origin, secret }).addressOf(id)

it('gives other servers a map where there is no photo, and the author wants it', async () => {
  const id = await checkIn({ place_id: cafe })
  const attachments = await attachmentsOf(id)
  expect(attachments).toEqual([
    {
      type: 'Document',
      mediaType: 'image/png',
      url: addressOf(id),
      name: 'Map: Café de Flore',
      width: 1200,
      height: 630,
    },
  ])
  const answer = await fetch(addressOf(id))
  expect(answer.headers.get('content-type')).toBe('image/png')
  expect(answer.headers.get('x-robots-tag')).toBe('noindex')
  const picture = await sharp(Buffer.from(await answer.arrayBuffer())).metadata()
  expect(picture).toMatchObject({ format: 'png', width: 1200, height: 630 })
})

it('draws the same picture for all places of a cell, where no more than the cell is shown', async () => {
  const ids = await Promise.all(
    [cafe, bar].map((place_id) => checkIn({ place_id, checkin: { precision: 'cell' } })),
  )
  const [one, other] = await Promise.all(ids.map(mapOf))
  expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true)
  const exact = await mapOf(await checkIn({ place_id: cafe }))
  expect(exact.equals(one ?? exact)).toBe(false)
})

it('has no map of a country, of a post without a place, or with another key', async () => {
  expect(await attachmentsOf(await checkIn({ place_id: cafe, checkin: { precision: 'country' } }))).toEqual(
    [],
  )
  const plain = await checkIn({ status: 'Nowhere' })
  expect(await attachmentsOf(plain)).toEqual([])
  expect((await fetch(addressOf(plain))).status).toBe(404)
  const id = await checkIn({ place_id: cafe })
  const key = addressOf(id).slice(0, -5)
  for (const wrong of [
    `${key}_.png`,
    `${key}.png`,
    `${server.origin}/maps/${id}/.png`,
    addressOf(plain).replace(plain, id),
  ])
    expect((await fetch(wrong)).status).toBe(404)
})

it('shows what is for followers to who has the address, and what is for named people to nobody', async () => {
  const followers = await checkIn({ place_id: cafe, visibility: 'private' })
  expect((await fetch(addressOf(followers))).status).toBe(200)
  const direct = await checkIn({ place_id: cafe, visibility: 'direct', status: '@ana' })
  expect((await fetch(addressOf(direct))).status).toBe(404)
})

it('is the picture of links to what is shown less exactly than its place', async () => {
  const id = await checkIn({ place_id: cafe, checkin: { precision: 'cell' } })
  const page = readPage(await (await fetch(`${server.origin}/@ana/${id}`)).text())
  expect(page.meta('og:image')).toBe(addressOf(id))
  expect(page.meta('twitter:card')).toBe('summary_large_image')
  const exact = await checkIn({ place_id: cafe })
  const other = readPage(await (await fetch(`${server.origin}/@ana/${exact}`)).text())
  expect(other.meta('og:image')).toBe(`${server.origin}/places/${cafe}/map.png?size=large`)
})

it('gives no map without the wish, and takes it away with what was hidden', async () => {
  const id = await checkIn({ place_id: cafe })
  await ana.call('PUT', '/api/cairn/v1/checkin_preferences', {})
  expect(await attachmentsOf(id)).toEqual([])
  // Who was told of it before may fetch it still.
  expect((await fetch(addressOf(id))).status).toBe(200)
  expect((await ana.post('/api/cairn/v1/checkins/hide_all')).body.hidden).toBeGreaterThan(0)
  expect((await fetch(addressOf(id))).status).toBe(404)
})
