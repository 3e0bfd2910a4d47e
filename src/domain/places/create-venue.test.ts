import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AccountId } from '#domain/accounts/index.ts'
import { type PlacesWorld, placesWorld } from '#kit/places-world.ts'
import type { NewVenue } from './create-venue.ts'

let world: PlacesWorld
beforeAll(async () => {
  world = await placesWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const flore: NewVenue = {
  name: 'Café de Flore',
  latitude: 48.854149,
  longitude: 2.332646,
  createdBy: '5' as AccountId,
}

it('lists every problem of a venue at once', async () => {
  const outcome = await world.places.createVenue({
    ...flore,
    name: ' \u202e ',
    latitude: 91,
    longitude: Number.POSITIVE_INFINITY,
    category: 'amenity=spaceport',
    address: { country: 'Atlantis' },
  })
  if (outcome.ok || !('problems' in outcome)) throw new Error('It was accepted.')
  expect(outcome.problems.map(({ field }) => field)).toEqual([
    'name',
    'latitude',
    'longitude',
    'category',
    'address',
  ])
})

it('refuses a name of more than 100 characters and takes one of 100', async () => {
  expect(await world.places.createVenue({ ...flore, name: 'x'.repeat(101) })).toMatchObject({ ok: false })
  expect(await world.places.createVenue({ ...flore, name: '🗿x'.repeat(50), latitude: 1 })).toMatchObject({
    ok: true,
  })
})

it('answers with the venue that is there already: same name, within 75 m', async () => {
  const first = await world.places.createVenue(flore)
  if (!first.ok) throw new Error('It was refused.')
  const again = { ...flore, name: 'CAFE DE FLORE', latitude: flore.latitude + 0.0005 }
  expect(await world.places.createVenue(again)).toMatchObject({
    ok: false,
    duplicateOf: { id: first.place.id },
  })
  expect(await world.places.createVenue({ ...again, force: true })).toMatchObject({ ok: true })
  expect(await world.places.createVenue({ ...again, latitude: flore.latitude + 0.002 })).toMatchObject({
    ok: true,
  })
})

it('never names somebody else’s private venue as a duplicate', async () => {
  const home = { ...flore, name: 'Home', latitude: 10, private: true }
  await world.places.createVenue(home)
  expect(await world.places.createVenue({ ...home, createdBy: '6' as AccountId })).toMatchObject({ ok: true })
  expect(await world.places.createVenue(home)).toMatchObject({ ok: false, duplicateOf: { name: 'Home' } })
})

it('hides a private venue from everybody but its creator', async () => {
  const made = await world.places.createVenue({ ...flore, name: 'Den', latitude: 20, private: true })
  if (!made.ok) throw new Error('It was refused.')
  expect(await world.places.findPlace(made.place.id, '5' as AccountId)).toMatchObject({ name: 'Den' })
  expect(await world.places.findPlace(made.place.id, '6' as AccountId)).toBeUndefined()
  expect(await world.places.findPlace(made.place.id, undefined)).toBeUndefined()
})

it('cleans names of what would overwrite their surroundings', async () => {
  const made = await world.places.createVenue({ ...flore, name: 'Bar\u202e\n\u0000 Rouge ', latitude: 30 })
  expect(made).toMatchObject({ place: { name: 'Bar Rouge' } })
})

it('keeps a venue of another server by its uri and refreshes it', async () => {
  const remote = {
    uri: 'https://other.test/places/9',
    url: 'https://other.test/places/9-bar',
    name: 'Bar',
    latitude: 40.5,
    longitude: -3.7,
    category: 'amenity=bar',
    address: { locality: 'Madrid', country: 'ES' },
    sameAs: ['https://www.openstreetmap.org/node/1'],
  }
  const first = await world.places.saveRemotePlace(remote)
  const same = await world.places.saveRemotePlace(remote)
  const changed = await world.places.saveRemotePlace({ ...remote, name: 'Bar Nuevo' })
  expect(same.updatedAt).toEqual(first.updatedAt)
  expect(changed).toMatchObject({ id: first.id, name: 'Bar Nuevo', source: 'activitypub' })
})

it('refuses a place of its own that comes from elsewhere', async () => {
  const forged = { uri: 'https://cairn.test/places/1', name: 'Forged', latitude: 1, longitude: 1 }
  await expect(world.places.saveRemotePlace(forged)).rejects.toThrow('cannot come from elsewhere')
})
