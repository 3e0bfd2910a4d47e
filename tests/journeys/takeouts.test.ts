import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { openArchive } from '#platform/archives/index.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'

const path = '/api/cairn/v1/takeouts'
const home = { latitude: 48.91, longitude: 2.29 }

let server: TestServer
let db: Database
let folder: string
let alice: Person
let bob: Person
let zip: Buffer
let files: Map<string, Buffer>

beforeAll(async () => {
  server = await startServer()
  db = openDatabase(server.databaseUrl ?? '', { maxConnections: 2 })
  folder = await mkdtemp(join(tmpdir(), 'cairn-takeout-test-'))
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  await live()
  zip = await takeOut(alice)
  files = await unpack(zip)
}, 240_000)

afterAll(async () => {
  await db?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** What Alice does here before she takes it along. */
async function live(): Promise<void> {
  await alice.post(`/api/v1/accounts/${bob.id}/follow`)
  const hers = (await bob.post('/api/v1/statuses', { status: 'Of Bob' })).body
  const kept = (await bob.post('/api/v1/statuses', { status: 'To be kept' })).body
  const lost = (await bob.post('/api/v1/statuses', { status: 'Soon gone' })).body
  await alice.post(`/api/v1/statuses/${hers.id}/favourite`)
  await alice.post(`/api/v1/statuses/${hers.id}/reblog`)
  await alice.post(`/api/v1/statuses/${kept.id}/bookmark`)
  await alice.post(`/api/v1/statuses/${lost.id}/bookmark`)
  await bob.call('DELETE', `/api/v1/statuses/${lost.id}`)
  await alice.post('/api/cairn/v1/home_zones', home)
  const form = new FormData()
  const photo = await photoWithGps(home)
  form.set('file', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'photo.jpg')
  const media = (await alice.call('POST', '/api/v2/media', form)).body.id
  const bench = (
    await alice.post('/api/cairn/v1/places', { name: 'Bench', category: 'leisure=park', ...home })
  ).body.id
  const hut = { name: 'Hut', latitude: 46.5, longitude: 8.1, private: true }
  const hutId = (await alice.post('/api/cairn/v1/places', hut)).body.id
  const at = (place_id: string, arrived_at: string, more: object) =>
    alice.post('/api/v1/statuses', { place_id, checkin: { arrived_at }, ...more })
  await at(bench, '2026-01-02T10:00:00Z', { status: 'Cold', media_ids: [media], visibility: 'public' })
  await at(hutId, '2026-02-03T10:00:00Z', { status: 'Snow', visibility: 'direct' })
  await alice.post('/api/v1/statuses', { status: 'Hello @bob', visibility: 'direct' })
  // More than are read at once.
  for (let round = 0; round < 11; round++)
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        alice.post('/api/v1/statuses', { status: `Post ${round * 10 + n}` }),
      ),
    )
  await alice.post('/api/v1/statuses', { status: 'The last one' })
}

async function takeOut(person: Person): Promise<Buffer> {
  const { body: started } = await person.post(path)
  await eventually(async () => {
    const { body } = await person.get(`${path}/${started.id}`)
    return body.state === 'done' && body.done === body.total
  }, 'the archive')
  const answer = await fetch(`${server.origin}${path}/${started.id}/file`, {
    headers: { authorization: `Bearer ${person.token}` },
  })
  expect(answer.headers.get('content-type')).toBe('application/zip')
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="archive-.+\.zip"$/)
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(bytes.length).toBe((await person.get(`${path}/${started.id}`)).body.size)
  return bytes
}

async function unpack(bytes: Buffer): Promise<Map<string, Buffer>> {
  const file = join(folder, 'archive.zip')
  await writeFile(file, bytes)
  await using archive = await openArchive(file, { maxBytes: 1e9 })
  const unpacked = new Map<string, Buffer>()
  for (const entry of archive.entries) {
    const pieces: Uint8Array[] = []
    for await (const piece of entry.read()) pieces.push(piece)
    unpacked.set(entry.name, Buffer.concat(pieces))
  }
  return unpacked
}

// Each test knows what it looks for.
// oxlint-disable-next-line typescript/no-explicit-any
const json = (name: string): any => JSON.parse(String(files.get(name)))

describe('an archive', () => {
  it('has the files of Mastodon’s, tables, and check-ins', () => {
    expect([...files.keys()].filter((name) => !name.startsWith('media_attachments/')).sort()).toEqual([
      'actor.json',
      'blocked_accounts.csv',
      'blocked_domains.csv',
      'bookmarks.csv',
      'bookmarks.json',
      'check-ins.geojson',
      'following_accounts.csv',
      'likes.json',
      'lists.csv',
      'muted_accounts.csv',
      'outbox.json',
    ])
    expect(json('actor.json')).toMatchObject({
      id: `${server.origin}/users/alice`,
      type: 'Person',
      outbox: 'outbox.json',
      likes: 'likes.json',
    })
    expect(String(files.get('actor.json'))).not.toContain('PRIVATE')
    expect(String(files.get('following_accounts.csv'))).toContain('bob@')
  })

  it('has every post and boost once, whoever may see it, the latest first', () => {
    const { orderedItems, totalItems } = json('outbox.json')
    expect([orderedItems.length, totalItems]).toEqual([115, 115])
    expect(new Set(orderedItems.map(({ id }: { id: string }) => id)).size).toBe(115)
    expect(orderedItems[0].object.content).toBe('<p>The last one</p>')
    expect(orderedItems.filter(({ type }: { type: string }) => type === 'Announce')).toHaveLength(1)
    expect(JSON.stringify(orderedItems)).toMatch(/Hello .*bob/)
  })

  it('has the pictures where its posts say', () => {
    const { orderedItems } = json('outbox.json')
    const cold = orderedItems.find(({ object }: { object: { content?: string } }) =>
      object.content?.includes('Cold'),
    )
    const [{ url }] = cold.object.attachment
    expect(url).toMatch(/^media_attachments\/.+\.jpg$/)
    expect(files.get(url)?.subarray(0, 2).toString('hex')).toBe('ffd8')
  })

  it('has what was liked and kept, as far as it is still to be seen', () => {
    expect(json('likes.json')).toMatchObject({
      totalItems: 1,
      orderedItems: [expect.stringContaining('/posts/')],
    })
    expect(json('bookmarks.json').orderedItems).toHaveLength(1)
  })

  it('has check-ins at their true places, though nobody else is shown them', () => {
    const { features } = json('check-ins.geojson')
    expect(features).toMatchObject([
      { properties: { place: 'Hut', place_uri: null, visibility: 'direct', note: 'Snow' } },
      {
        geometry: { coordinates: [home.longitude, home.latitude] },
        properties: { place: 'Bench', photos: [expect.stringMatching(/\.jpg$/)] },
      },
    ])
  })
})

describe('archives', () => {
  it('are their owner’s alone, by a token that may read everything', async () => {
    const [{ id }] = (await alice.get(path)).body
    expect((await bob.get(path)).body).toEqual([])
    for (const end of ['', '/file']) {
      expect((await bob.get(`${path}/${id}${end}`)).status).toBe(404)
      expect((await callApi(server.origin, { method: 'GET', path: `${path}/${id}${end}` })).status).toBe(401)
    }
    const token = await server.cairn('token', 'create', '--username', 'alice', '--scopes', 'read:statuses')
    const headers = { authorization: `Bearer ${token}` }
    expect(
      (await callApi(server.origin, { method: 'GET', path: `${path}/${id}/file`, headers })).status,
    ).toBe(403)
    const [row] = await db.sql<{ storageKey: string }[]>`select storage_key from takeouts where id = ${id}`
    expect((await callApi(server.origin, { method: 'GET', path: `/media/${row?.storageKey}` })).status).toBe(
      404,
    )
  })

  it('are saved by a link without a token, once, and not when it is too old', async () => {
    const [{ id }] = (await alice.get(path)).body
    expect((await bob.post(`${path}/${id}/link`)).status).toBe(404)
    const { url, expires_at: until } = (await alice.post(`${path}/${id}/link`)).body
    expect(Date.parse(until)).toBeGreaterThan(Date.now())
    const saved = await fetch(url)
    expect(saved.headers.get('content-disposition')).toMatch(/^attachment; /)
    expect(Buffer.from(await saved.arrayBuffer()).equals(zip)).toBe(true)
    expect((await fetch(url)).status).toBe(404)
    const again = (await alice.post(`${path}/${id}/link`)).body
    expect(again.url).not.toBe(url)
    await db.sql`update takeouts set link_until = now() - interval '1 second' where id = ${id}`
    expect((await fetch(again.url)).status).toBe(404)
  })

  it('are one at a time, and the one before goes', async () => {
    const started = await Promise.all([1, 2, 3].map(() => alice.post(path)))
    expect(new Set(started.map(({ body }) => body.id)).size).toBe(1)
    await eventually(async () => {
      const { body } = await alice.get(path)
      return body.length === 1 && body[0].state === 'done'
    }, 'the second archive alone')
  })

  it('are 404 for what there is not', async () => {
    for (const id of ['1', 'x']) expect((await alice.get(`${path}/${id}`)).status).toBe(404)
  })
})

describe('an archive that is brought along', () => {
  async function bring(person: Person) {
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), 'archive.zip')
    const { body } = await person.call('POST', '/api/cairn/v1/histories', form)
    return eventually(async () => {
      const now = (await person.get(`/api/cairn/v1/histories/${body.id}`)).body
      return now.state !== 'waiting' && now.state !== 'placing' && now
    }, 'the history')
  }

  it('makes the check-ins of its time again, at the same places and with their photos, for oneself alone', async () => {
    const carol = await createPerson(server, 'carol')
    expect(await bring(carol)).toMatchObject({
      state: 'done',
      source: 'cairn',
      placed: 2,
      photos: 1,
      unplaced: 0,
    })
    const visits = (await carol.get('/api/cairn/v1/journal')).body
    expect(visits).toMatchObject([
      { note: 'Snow', arrived_at: '2026-02-03T10:00:00.000Z', place: { name: 'Hut' } },
      { note: 'Cold', arrived_at: '2026-01-02T10:00:00.000Z', place: { name: 'Bench' } },
    ])
    const hers = (await alice.get('/api/cairn/v1/journal')).body
    // The public venue is the same one; the private one is her own.
    expect(visits[1].place.id).toBe(hers[1].place.id)
    expect(visits[0].place.id).not.toBe(hers[0].place.id)
    expect(visits[0].visibility).toBe('direct')
    expect(await bring(carol)).toMatchObject({ placed: 0, known: 2 })
  })

  it('follows whom its tables name, and says where it has none', async () => {
    const dora = await createPerson(server, 'dora')
    const bringTable = (bytes: Buffer) => {
      const form = new FormData()
      form.set('type', 'follows')
      form.set('file', new Blob([new Uint8Array(bytes)], { type: 'application/zip' }), 'archive.zip')
      return dora.call('POST', '/api/cairn/v1/imports', form)
    }
    expect((await bringTable(zip)).body).toMatchObject({ type: 'follows', total: 1 })
    await eventually(async () => {
      const { body } = await dora.get(`/api/v1/accounts/relationships?id[]=${bob.id}`)
      return body[0].following
    }, 'the follow')
    const empty = Buffer.from(`504b0506${'0'.repeat(36)}`, 'hex')
    expect(await bringTable(empty)).toMatchObject({
      status: 422,
      body: { error: expect.stringContaining('holds no following_accounts.csv') },
    })
  })

  it('makes nothing anew where it comes from', async () => {
    expect(await bring(alice)).toMatchObject({ state: 'done', placed: 0, known: 2 })
  })
})
