import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { createPerson, type Person } from '#kit/person.ts'
import { type PhotoFacts, photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'

/** Some 30 metres from the café. */
const spot = { latitude: 48.8543127, longitude: 2.3329718 }
const trace = /48\.85431|2\.33297/
const preferencesPath = '/api/cairn/v1/checkin_preferences'

let server: TestServer
let db: Database
let ana: Person
let ben: Person
let cafe: string

beforeAll(async () => {
  server = await startServer()
  db = openDatabase(server.databaseUrl ?? '', { maxConnections: 1 })
  ana = await createPerson(server, 'ana')
  ben = await createPerson(server, 'ben')
  const town = await addPlace({ name: 'Paris', latitude: 48.85341, longitude: 2.3488 })
  await db.sql`
    update places set kind = 'town', population = 2138551, country = 'FR', category = 'place=city' where id = ${town}
  `
  cafe = await addPlace({
    name: 'Café de Flore',
    latitude: 48.854149,
    longitude: 2.332646,
    category: 'amenity=cafe',
  })
}, 120_000)

afterAll(async () => {
  await db?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

async function addPlace(place: object, owner = ben): Promise<string> {
  const { status, body } = await owner.post('/api/cairn/v1/places', place)
  expect({ status, ...body }).toMatchObject({ status: 200 })
  return body.id
}

const wantProposals = (person: Person) => person.call('PUT', preferencesPath, { photo_places: true })

async function upload(person: Person, facts: PhotoFacts = spot) {
  const form = new FormData()
  const photo = await photoWithGps({ width: 64, height: 48, ...facts })
  form.set('file', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'photo.jpg')
  const { status, body } = await person.call('POST', '/api/v2/media', form)
  expect(status).toBe(200)
  return body
}

/** As an app does that knows nothing of places: it sends its user's visibility with every post. */
async function publish(person: Person, status: string, mediaId: string, more: object = {}) {
  const draft = { status, media_ids: [mediaId], visibility: 'public', ...more }
  const { body } = await person.post('/api/v1/statuses', draft)
  expect(body).toMatchObject({ id: expect.any(String) })
  return body
}

async function proposalOf(mediaId: string): Promise<string | null> {
  const [row] = await db.sql<{ proposedPlaceId: string | null }[]>`
    select proposed_place_id from media where id = ${mediaId}
  `
  return row?.proposedPlaceId ?? null
}

const placesKept = async () =>
  (await db.sql`select id from media where proposed_place_id is not null`).map(({ id }) => id)

async function expectNoTrace(): Promise<void> {
  const tables = await db.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'
  `
  for (const { name } of tables) {
    const rows = await db.sql<{ row: string }[]>`select t::text as row from ${db.sql(name)} as t`
    for (const { row } of rows) expect(row).not.toMatch(trace)
  }
  expect(server.log()).not.toMatch(trace)
}

describe('a photo whose author has not asked for proposals', () => {
  it('proposes nothing, and a pin is a pin', async () => {
    const media = await upload(ana)
    expect(media).not.toHaveProperty('proposed_place')
    expect(await proposalOf(media.id)).toBeNull()
    const post = await publish(ana, 'Flat white 📍', media.id)
    expect(post).toMatchObject({ visibility: 'public', content: '<p>Flat white 📍</p>' })
    expect(post.place ?? null).toBeNull()
  })
})

describe('a photo whose author has asked for them', () => {
  beforeAll(async () => {
    await wantProposals(ana)
  })

  it('is asked for by a preference', async () => {
    expect((await ana.get(preferencesPath)).body).toMatchObject({ photo_places: true, map_picture: false })
  })

  it('tells its owner alone which place it proposes', async () => {
    const media = await upload(ana)
    expectEntity('MediaAttachment', media)
    expect(media.proposed_place).toEqual({ id: cafe, name: 'Café de Flore' })
    const path = `/api/v1/media/${media.id}`
    expect((await ana.get(path)).body.proposed_place).toEqual(media.proposed_place)
    expect((await ana.call('PUT', path, { description: 'A cup' })).body.proposed_place?.id).toBe(cafe)
    expect((await ben.get(path)).status).toBe(404)
    expect(await proposalOf(media.id)).toBe(cafe)
    await expectNoTrace()
  })

  it('makes a check-in of a post with a pin, no more visible than check-ins are', async () => {
    const media = await upload(ana)
    const post = await publish(ana, '📍 Flat white, at last', media.id)
    expectEntity('Status', post)
    expect(post).toMatchObject({
      visibility: 'private',
      place: { name: 'Café de Flore', precision: 'venue' },
      card: { title: expect.stringContaining('Café de Flore') },
    })
    expect(post.content).toMatch(/^<p>Flat white, at last<\/p>/)
    const [attachment] = post.media_attachments
    expect(attachment).not.toHaveProperty('proposed_place')
    const file = Buffer.from(await (await fetch(attachment.url)).arrayBuffer())
    expect((await sharp(file).metadata()).exif).toBeUndefined()
    expect(await proposalOf(media.id)).toBeNull()
    await expectNoTrace()
  })

  it('goes as far as check-ins go, as exactly as they do', async () => {
    const source = { checkin_visibility: 'public', checkin_precision: 'city' }
    await ana.call('PATCH', '/api/v1/accounts/update_credentials', { source })
    const wide = await publish(ana, 'Here 📍', (await upload(ana)).id)
    expect(wide).toMatchObject({ visibility: 'public', place: { name: 'Paris', precision: 'city' } })
    const narrow = await publish(ana, 'Here 📍', (await upload(ana)).id, { visibility: 'private' })
    expect(narrow.visibility).toBe('private')
    const back = { checkin_visibility: 'private', checkin_precision: 'venue' }
    await ana.call('PATCH', '/api/v1/accounts/update_credentials', { source: back })
  })

  it('makes one post of one that is sent twice', async () => {
    const media = await upload(ana)
    const draft = { status: 'Twice 📍', media_ids: [media.id], visibility: 'public' }
    const send = () => ana.post('/api/v1/statuses', draft, { 'idempotency-key': media.id })
    const [first, again] = [await send(), await send()]
    expect(first.body.place.name).toBe('Café de Flore')
    expect(again.body.id).toBe(first.body.id)
  })

  it('is an ordinary one in a post without a pin, and proposes nothing afterwards', async () => {
    const media = await upload(ana)
    const post = await publish(ana, 'Just coffee', media.id)
    expect(post.visibility).toBe('public')
    expect(post.place ?? null).toBeNull()
    expect(await proposalOf(media.id)).toBeNull()
    const { status, body } = await ana.get(`/api/v1/media/${media.id}`)
    expect({ status, ...body }).not.toHaveProperty('proposed_place')
  })

  it('gives others nothing who name it', async () => {
    await wantProposals(ben)
    const media = await upload(ana)
    const own = await upload(ben, { latitude: 10, longitude: 10 })
    const draft = { status: 'Mine 📍', visibility: 'public' }
    const { status } = await ben.post('/api/v1/statuses', { ...draft, media_ids: [media.id] })
    expect(status).toBe(422)
    const both = await ben.post('/api/v1/statuses', { ...draft, media_ids: [own.id, media.id] })
    expect(both.status).toBe(422)
    expect(await proposalOf(media.id)).toBe(cafe)
  })

  it('waits as a check-in where the post is for later', async () => {
    const media = await upload(ana)
    const later = new Date(Date.now() + 3_600_000).toISOString()
    const scheduled = await publish(ana, 'Later 📍', media.id, { scheduled_at: later })
    expect(scheduled.params).toMatchObject({ text: 'Later', visibility: 'private', place_id: cafe })
    expect(await proposalOf(media.id)).toBeNull()
  })

  it('proposes nothing that is sensitive, farther than it can tell, or too vague', async () => {
    const clinic = { latitude: 48.87, longitude: 2.31 }
    await addPlace({ name: 'Polyclinique', ...clinic, category: 'amenity=clinic' })
    for (const facts of [
      clinic,
      { ...spot, latitude: spot.latitude + 0.002 },
      { ...spot, accuracyMetres: 500 },
    ])
      expect(await upload(ana, facts)).not.toHaveProperty('proposed_place')
    expect(await upload(ana, { ...spot, accuracyMetres: 8 })).toHaveProperty('proposed_place')
  })

  it('proposes a private venue to its owner alone, who shows it to nobody', async () => {
    const flat = { latitude: 48.881, longitude: 2.35 }
    const id = await addPlace({ name: 'Our flat', ...flat, private: true }, ana)
    const media = await upload(ana, flat)
    expect(media.proposed_place?.id).toBe(id)
    expect(await upload(ben, flat)).not.toHaveProperty('proposed_place')
    const post = await publish(ana, 'Rain 📍', media.id)
    expect(post).toMatchObject({ visibility: 'private', place: { precision: 'cell' } })
  })

  it('is a town where its author lives', async () => {
    await ben.post('/api/cairn/v1/home_zones', { label: 'Home', ...spot })
    const post = await publish(ben, '📍', (await upload(ben)).id)
    expect(post.place).toMatchObject({ name: 'Paris', precision: 'city' })
  })

  it('proposes nothing any more once its author has turned that off', async () => {
    const media = await upload(ana)
    expect(await placesKept()).toContain(media.id)
    await ana.call('PUT', preferencesPath, {})
    expect(await placesKept()).not.toContain(media.id)
    await wantProposals(ana)
    const post = await publish(ana, 'Flat white 📍', media.id)
    expect(post.place ?? null).toBeNull()
    await expectNoTrace()
  })
})
