import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AccountId } from '#domain/accounts/index.ts'
import { type PlacesWorld, placesWorld } from '#kit/places-world.ts'
import { distanceMetres } from './distance.ts'
import type { PlaceId } from './place.ts'

const alice = '11' as AccountId
const bob = '12' as AccountId

let world: PlacesWorld
beforeAll(async () => {
  world = await placesWorld()
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.db.sql`truncate places`)

const here = { latitude: 52.52, longitude: 13.405 }

async function venue(name: string, latitude: number, longitude: number, more: object = {}) {
  const made = await world.places.createVenue({
    name,
    latitude,
    longitude,
    createdBy: alice,
    force: true,
    ...more,
  })
  if (!made.ok) throw new Error(JSON.stringify(made))
  return made.place
}

const names = (query: object = {}) =>
  world.places
    .nearPoint({ ...here, limit: 50, viewer: undefined, ...query })
    .then((found) => found.map(({ place }) => place.name))

describe('near a point', () => {
  it('gives the same places in the same order as looking at all of them', async () => {
    const scattered = fc.array(
      fc.record({
        latitude: fc.double({ min: 52.5, max: 52.54, noNaN: true }),
        longitude: fc.double({ min: 13.37, max: 13.44, noNaN: true }),
      }),
      { minLength: 1, maxLength: 60 },
    )
    const point = fc.record({
      latitude: fc.double({ min: 52.51, max: 52.53, noNaN: true }),
      longitude: fc.double({ min: 13.39, max: 13.42, noNaN: true }),
    })
    await fc.assert(
      fc.asyncProperty(scattered, point, async (spots, from) => {
        await world.db.sql`truncate places`
        const all = []
        for (const [index, spot] of spots.entries()) {
          all.push(await venue(`Spot ${index}`, spot.latitude, spot.longitude))
        }
        // What the outermost ring surely covers must be found, all of it and in order.
        const expected = all
          .map((place) => distanceMetres(from, place))
          .filter((distance) => distance <= 3200)
          .sort((a, b) => a - b)
          .slice(0, 20)
        const found = await world.places.nearPoint({ ...from, limit: 20, viewer: undefined })
        expect(found.slice(0, expected.length).map((one) => one.distanceMetres)).toEqual(
          expected.map(Math.round),
        )
      }),
      { numRuns: 12 },
    )
  })

  it('shows a private venue to its creator alone', async () => {
    await venue('Home', here.latitude, here.longitude, { private: true })
    expect(await names({ viewer: alice })).toEqual(['Home'])
    expect(await names({ viewer: bob })).toEqual([])
    expect(await names()).toEqual([])
    expect(await names({ query: 'home' })).toEqual([])
    expect(await world.places.searchPlaces({ query: 'home', limit: 5, viewer: bob })).toEqual([])
  })

  it('puts the viewer’s own haunt before a slightly nearer stranger', async () => {
    await venue('Stranger', 52.5202, 13.405)
    const haunt = await venue('Haunt', 52.5203, 13.405)
    const visits = new Map<PlaceId, number>([[haunt.id, 5]])
    expect(await names()).toEqual(['Stranger', 'Haunt'])
    expect(await names({ viewer: alice, visits })).toEqual(['Haunt', 'Stranger'])
  })

  it('puts a popular venue before a slightly nearer one', async () => {
    await venue('Quiet', 52.5201, 13.405)
    const busy = await venue('Busy', 52.5202, 13.405)
    await world.db.transact((tx) => world.places.addPopularity(tx, new Map([[busy.id, 40]])))
    expect(await names()).toEqual(['Busy', 'Quiet'])
  })

  it('lets popularity count for more where the position is vague', async () => {
    await venue('Right here', 52.52001, 13.405)
    const busy = await venue('Busy', 52.5215, 13.405)
    await world.db.transact((tx) => world.places.addPopularity(tx, new Map([[busy.id, 15]])))
    expect((await names({ accuracyMetres: 10 }))[0]).toBe('Right here')
    expect((await names({ accuracyMetres: 500 }))[0]).toBe('Busy')
  })

  it('finds by the beginnings of words, near before far, without marks', async () => {
    await venue('Café Éclair', 52.521, 13.406)
    await venue('Cafe Eclair Munich', 48.137, 11.575)
    await venue('Bar Centrale', 52.52, 13.405)
    expect(await names({ query: 'eclair' })).toEqual(['Café Éclair'])
    expect(await names({ query: 'caf ecl' })).toEqual(['Café Éclair'])
    expect(await names({ query: 'munich' })).toEqual(['Cafe Eclair Munich'])
  })

  it('answers an empty list to positions that are none', async () => {
    expect(await names({ latitude: Number.NaN })).toEqual([])
    expect(await names({ longitude: 181 })).toEqual([])
  })

  it('explains itself', async () => {
    await venue('Here', here.latitude, here.longitude)
    const [first] = await world.places.nearPoint({ ...here, limit: 1, viewer: undefined })
    expect(first?.why).toBe('0 m')
  })
})
