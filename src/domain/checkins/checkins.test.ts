import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Place } from '#domain/places/index.ts'
import type { PostId, Visibility } from '#domain/posts/index.ts'
import { postDeleted, postPublished } from '#domain/posts/index.ts'
import { type CheckinsWorld, checkinsWorld } from '#kit/checkins-world.ts'
import type { Precision, ShownPlace } from './checkin.ts'

const alice = '1' as AccountId
const bob = '2' as AccountId
const raw = { latitude: 48.8541237, longitude: 2.3326871, accuracyMetres: 12 }

let world: CheckinsWorld
let paris: Place
let flore: Place
beforeAll(async () => {
  world = await checkinsWorld()
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  await world.db.sql`truncate places, checkins`
  paris = await world.addTown({ name: 'Paris', latitude: 48.85341, longitude: 2.3488, population: 2_138_551 })
  flore = await world.addVenue({
    name: 'Café de Flore',
    latitude: 48.854149,
    longitude: 2.332646,
    category: 'amenity=cafe',
  })
})

async function checkIn(
  place: Place,
  { precision = 'venue', visibility = 'public', authorId = alice, ...more }: Partial<Options> = {},
) {
  const draft = { authorId, placeId: place.id, visibility, precision, ...more }
  const prepared = await world.checkins.prepareCheckin(draft)
  if (!prepared.ok) throw new Error(prepared.because)
  return world.write(prepared.addition, authorId)
}

interface Options {
  precision: Precision
  visibility: Visibility
  authorId: AccountId
  position: typeof raw
}

describe('a check-in', () => {
  it('is a row beside its post, with the line that goes below its text', async () => {
    const prepared = await world.checkins.prepareCheckin({
      authorId: alice,
      placeId: flore.id,
      visibility: 'public',
      precision: 'venue',
      position: raw,
    })
    if (!prepared.ok) throw new Error(prepared.because)
    const postId = await world.write(prepared.addition)
    expect(prepared.addition.footer).toContain('>Café de Flore</a>, Paris</p>')
    expect((await world.checkins.findByPosts([postId])).get(postId)).toMatchObject({
      placeId: flore.id,
      precision: 'venue',
      verified: 'near',
      shown: {
        name: 'Café de Flore',
        placeId: flore.id,
        url: `${world.origin}/places/${flore.id}-cafe-de-flore`,
      },
    })
  })

  it('keeps nothing of the position that came with it', async () => {
    await checkIn(flore, { position: raw })
    for (const table of ['checkins', 'places']) {
      const rows = await world.db.sql<
        { row: string }[]
      >`select t::text as row from ${world.db.sql(table)} as t`
      expect(rows.length).toBeGreaterThan(0)
      for (const { row } of rows) expect(row).not.toMatch(/8541237|3326871/)
    }
  })

  it('is refused at a place that is not there, or is somebody else’s private one', async () => {
    const home = await world.addVenue({ name: 'Home', latitude: 48.86, longitude: 2.34, private: true })
    const draft = { authorId: bob, placeId: home.id, visibility: 'direct', precision: 'venue' } as const
    expect(await world.checkins.prepareCheckin(draft)).toEqual({ ok: false, because: 'unknown_place' })
    const unknown = { ...draft, precision: 'exactly' }
    expect(await world.checkins.prepareCheckin(unknown)).toEqual({ ok: false, because: 'unknown_precision' })
  })

  it('replaces itself when its post is edited', async () => {
    const prepared = await world.checkins.prepareCheckin({
      authorId: alice,
      placeId: flore.id,
      visibility: 'public',
      precision: 'city',
    })
    if (!prepared.ok) throw new Error(prepared.because)
    const id = await checkIn(flore)
    await world.db.transact((tx) => prepared.addition.write(tx, { id, accountId: alice } as never))
    expect((await world.checkins.findByPosts([id])).get(id)?.shown.name).toBe('Paris')
  })
})

describe('the page of a place', () => {
  it('lists what shows the place, newest first, in pages', async () => {
    const ids = [await checkIn(flore), await checkIn(flore), await checkIn(flore)]
    await checkIn(flore, { precision: 'cell' })
    const first = await world.checkins.listByPlace(flore.id, { limit: 2 })
    const second = await world.checkins.listByPlace(flore.id, { limit: 2, maxId: first[1] })
    expect([...first, ...second]).toEqual(ids.toReversed())
  })

  it('lists a check-in that shows only the town on the page of the town', async () => {
    const id = await checkIn(flore, { precision: 'city' })
    expect(await world.checkins.listByPlace(flore.id, { limit: 5 })).toEqual([])
    expect(await world.checkins.listByPlace(paris.id, { limit: 5 })).toEqual([id])
  })

  it('has a number when three people were there publicly', async () => {
    const carol = '3' as AccountId
    for (let visit = 0; visit < 4; visit++) await checkIn(flore)
    await checkIn(flore, { authorId: bob, visibility: 'unlisted' })
    await checkIn(flore, { authorId: carol, visibility: 'followers' })
    await checkIn(flore, { authorId: carol, visibility: 'direct' })
    expect(await world.checkins.countByPlace([flore.id, paris.id])).toEqual(new Map())
    await checkIn(flore, { authorId: carol })
    expect(await world.checkins.countByPlace([flore.id, paris.id])).toEqual(new Map([[flore.id, 6]]))
  })
})

describe('near me', () => {
  it('reaches farther until a page is full, newest first, without doubles', async () => {
    const here = { latitude: 48.8545, longitude: 2.333 }
    const versailles = await world.addVenue({ name: 'Palace', latitude: 48.8049, longitude: 2.1204 })
    const far = await world.addVenue({ name: 'Far', latitude: 43.3, longitude: 5.37 })
    const ids = [await checkIn(versailles), await checkIn(flore), await checkIn(flore, { precision: 'city' })]
    await checkIn(far)
    expect(await world.checkins.listNear(here, { limit: 1 })).toEqual([ids[1]])
    expect(await world.checkins.listNear(here, { limit: 10 })).toEqual(ids.toReversed())
    expect(await world.checkins.listNear(here, { limit: 2, maxId: ids[2] })).toEqual([ids[1], ids[0]])
  })

  it('finds a check-in shown as a cell by its cell, and one shown as a country nowhere', async () => {
    const cell = await checkIn(flore, { precision: 'cell' })
    await checkIn(flore, { precision: 'country' })
    expect(await world.checkins.listNear({ latitude: 48.85, longitude: 2.33 }, { limit: 10 })).toEqual([cell])
  })

  it('answers nothing to a position that is none', async () => {
    expect(await world.checkins.listNear({ latitude: 100, longitude: 0 }, { limit: 5 })).toEqual([])
  })
})

describe('a sensitive place', () => {
  it('stays out of lists and numbers at its own name', async () => {
    const clinic = await world.addVenue({
      name: 'Clinic',
      latitude: 48.8545,
      longitude: 2.333,
      category: 'amenity=clinic',
    })
    for (let visit = 0; visit < 3; visit++) await checkIn(clinic, { visibility: 'followers' })
    expect(await world.checkins.listByPlace(clinic.id, { limit: 5 })).toEqual([])
    expect(await world.checkins.listNear(clinic, { limit: 5 })).toEqual([])
    expect(await world.checkins.countByPlace([clinic.id])).toEqual(new Map())
  })

  it('is shown to everybody as its town, and says why', async () => {
    const church = await world.addVenue({
      name: 'Church',
      latitude: 48.8545,
      longitude: 2.333,
      category: 'building=church',
    })
    const prepared = await world.checkins.prepareCheckin({
      authorId: alice,
      placeId: church.id,
      visibility: 'public',
      precision: 'venue',
    })
    expect(prepared).toMatchObject({ ok: true, lowered: 'sensitive', checkin: { shown: { name: 'Paris' } } })
  })
})

describe('what places learn', () => {
  const fact = (postId: PostId) => ({ data: { postId } }) as never
  const react = (type: string, ids: PostId[]) => {
    const reaction = world.checkins.reactions.find((one) => one.type === type)
    return world.db.transact(async (tx) => reaction?.handle(ids.map(fact), tx))
  }

  it('is how often people come, and it is forgotten with the post', async () => {
    const ids = [
      await checkIn(flore),
      await checkIn(flore),
      await checkIn(flore, { visibility: 'followers' }),
    ]
    await react(postPublished.type, ids)
    expect(await world.places.findPlace(flore.id, undefined)).toMatchObject({ popularity: 2 })
    await react(postDeleted.type, ids)
    expect(await world.places.findPlace(flore.id, undefined)).toMatchObject({ popularity: 0 })
    expect(await world.checkins.findByPosts(ids)).toEqual(new Map())
  })

  it('lets own visits fade by half in 60 days', async () => {
    await checkIn(flore)
    await checkIn(flore, { precision: 'country', visibility: 'direct' })
    const now = await world.checkins.findOwnVisits(alice)
    world.clock.advance(60 * 86_400_000)
    const later = await world.checkins.findOwnVisits(alice)
    expect(now.get(flore.id)).toBeCloseTo(2, 3)
    expect(later.get(flore.id)).toBeCloseTo(1, 3)
    expect(await world.checkins.findOwnVisits(bob)).toEqual(new Map())
  })
})

describe('a check-in of another server', () => {
  const shown: ShownPlace = {
    precision: 'venue',
    placeId: null,
    uri: 'https://other.test/places/9',
    url: 'https://other.test/places/9-bar',
    name: 'Bar',
    latitude: 40.5,
    longitude: -3.7,
    radiusMetres: 30,
    category: 'amenity=bar',
    country: 'ES',
    address: { locality: 'Madrid' },
    sameAs: [],
    licence: null,
  }
  const receive = async (more: object) =>
    world.write(
      await world.checkins.receiveCheckin({
        shown,
        placeUri: 'https://other.test/places/9',
        visibility: 'public',
        arrivedAt: new Date(),
        ...more,
      }),
      bob,
    )
  const find = async (id: PostId) => (await world.checkins.findByPosts([id])).get(id)

  it('brings its place along', async () => {
    const id = await receive({})
    const place = await world.places.findByUri('https://other.test/places/9')
    expect(place).toMatchObject({ name: 'Bar', source: 'activitypub', private: false })
    expect(await world.checkins.listByPlace(place?.id ?? ('0' as never), { limit: 5 })).toEqual([id])
    expect((await find(id))?.shown.placeId).toBe(place?.id)
  })

  it('makes no public place of what only followers may know', async () => {
    const id = await receive({ visibility: 'followers' })
    expect(await world.places.findByUri('https://other.test/places/9')).toBeUndefined()
    expect((await find(id))?.shown).toMatchObject({ name: 'Bar', placeId: null })
  })

  it('means the same town as ours when GeoNames says so', async () => {
    await world.db.sql`update places set source_id = '2988507' where id = ${paris.id}`
    const town = { ...shown, precision: 'city', name: 'Paris', sameAs: ['https://www.geonames.org/2988507'] }
    const id = await receive({ shown: town, placeUri: 'https://other.test/places/3' })
    expect(await world.checkins.listByPlace(paris.id, { limit: 5 })).toEqual([id])
    expect(await world.places.findByUri('https://other.test/places/3')).toBeUndefined()
  })

  it('may be at a venue of ours, but not with other coordinates', async () => {
    const placeUri = `${world.origin}/places/${flore.id}`
    const here = { latitude: flore.latitude, longitude: flore.longitude }
    const id = await receive({ placeUri, shown: { ...shown, ...here } })
    const moved = await receive({ placeUri })
    expect((await find(id))?.shown.placeId).toBe(flore.id)
    expect((await find(moved))?.shown.placeId).toBeNull()
    expect(await world.places.findPlace(flore.id, undefined)).toMatchObject({ name: 'Café de Flore' })
  })

  it('knows nothing of private venues here', async () => {
    const home = await world.addVenue({ name: 'Home', latitude: 40.5, longitude: -3.7, private: true })
    const id = await receive({ placeUri: `${world.origin}/places/${home.id}` })
    expect((await find(id))?.shown.placeId).toBeNull()
  })
})
