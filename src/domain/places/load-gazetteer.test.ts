import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AccountId } from '#domain/accounts/index.ts'
import { type PlacesWorld, placesWorld } from '#kit/places-world.ts'
import { distanceMetres } from './distance.ts'
import { gazetteerSize, openGazetteer } from './read-gazetteer.ts'

const everyTown = gazetteerSize
const paris = { latitude: 48.8566, longitude: 2.3522 }

let world: PlacesWorld
const progress: [number, number][] = []

beforeAll(async () => {
  world = await placesWorld()
  // A crash after some chunks leaves some thousand towns; loading goes on from there.
  const crash = new AbortController()
  await world.places.loadGazetteer({
    signal: crash.signal,
    onProgress: (done) => done >= 10_000 && crash.abort(),
  })
  await world.places.loadGazetteer({ onProgress: (done, total) => progress.push([done, total]) })
}, 120_000)

afterAll(() => world[Symbol.asyncDispose]())

const search = (query: string, limit = 5) =>
  world.places
    .searchPlaces({ query, limit, viewer: undefined })
    .then((found) => found.map(({ name }) => name))

it('loads every town once, although a first attempt was cut off', async () => {
  const [counted] = await world.db.sql`
    select count(*)::int as rows, count(distinct source_id)::int as ids from places where source = 'geonames'
  `
  expect(counted).toEqual({ rows: everyTown, ids: everyTown })
})

it('tells its progress up to the end', () => {
  expect(progress.at(-1)).toEqual([everyTown, everyTown])
  expect(progress.length).toBeGreaterThan(20)
})

it('adds nothing when it is called again', async () => {
  expect(await world.places.loadGazetteer()).toBe(0)
})

it('hands out its towns in the order of their cells', async () => {
  const gazetteer = await openGazetteer()
  expect(gazetteer.size).toBe(everyTown)
  const some = gazetteer.slice(70_000, 70_200)
  const steps = some.slice(1).map((town, index) => distanceMetres(town, some[index] ?? town))
  expect(steps.toSorted((a, b) => a - b)[100]).toBeLessThan(50_000)
})

it('knows a town by its GeoNames id, with source and licence', async () => {
  expect(await world.places.findBySource('geonames', '2988507')).toMatchObject({
    name: 'Paris',
    kind: 'town',
    category: 'place=city',
    country: 'FR',
    population: 2_138_551,
    latitude: 48.85341,
    longitude: 2.3488,
    sameAs: ['https://www.geonames.org/2988507'],
    licence: 'https://creativecommons.org/licenses/by/4.0/',
    private: false,
  })
})

it('finds the largest town of a name first, without regard to case and marks', async () => {
  expect((await search('paris'))[0]).toBe('Paris')
  expect((await search('SAO PAULO'))[0]).toBe('São Paulo')
  expect((await search('zurich'))[0]).toContain('rich')
  expect((await search('new yor'))[0]).toBe('New York City')
  expect((await search('łódź'))[0]).toBe('Łódź')
  expect((await search('lodz'))[0]).toBe('Łódź')
})

it('forgives a slip of the finger', async () => {
  expect((await search('barcelnoa'))[0]).toBe('Barcelona')
  expect((await search('stutgart'))[0]).toBe('Stuttgart')
})

it('answers nothing to what has no word, and to any characters', async () => {
  expect(await search('')).toEqual([])
  expect(await search("':*&!|()\\ \u0000")).toEqual([])
  expect(await search("o'''\\")).toEqual(expect.any(Array))
})

it('takes all of a large town for that town, and no district for one', async () => {
  const town = await world.places.nearestTown({ latitude: 48.8867, longitude: 2.3431 })
  expect(town?.name).toBe('Paris')
})

it('finds no town in the middle of the ocean', async () => {
  expect(await world.places.nearestTown({ latitude: -48, longitude: -123 })).toBeUndefined()
})

it('finds a town across the date line and near the pole', async () => {
  expect((await world.places.nearestTown({ latitude: 78.22, longitude: 15.65 }))?.name).toBe('Longyearbyen')
  expect((await world.places.nearestTown({ latitude: -16.8, longitude: -179.99 }))?.country).toBe('FJ')
})

it('gives a new venue the country and locality of its town', async () => {
  const made = await world.places.createVenue({
    name: 'Café de Flore',
    latitude: 48.854149,
    longitude: 2.332646,
    category: 'amenity=cafe',
    createdBy: '7' as AccountId,
  })
  expect(made).toMatchObject({
    ok: true,
    place: { country: 'FR', address: { locality: 'Paris', country: 'FR' } },
  })
})

it('offers the town itself near a point, behind the venues', async () => {
  const near = await world.places.nearPoint({ ...paris, limit: 50, viewer: undefined })
  expect(near.some(({ place }) => place.name === 'Paris')).toBe(true)
})

it('lists the towns around a point by distance', async () => {
  const towns = await world.places.listTownsAround(paris, 15_000, 30)
  const distances = towns.map((town) => distanceMetres(paris, town))
  expect(towns).toHaveLength(30)
  expect(distances).toEqual(distances.toSorted((a, b) => a - b))
})
