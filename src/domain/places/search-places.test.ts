import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AccountId } from '#domain/accounts/index.ts'
import { type PlacesWorld, placesWorld } from '#kit/places-world.ts'
import type { ImportedVenue } from './index.ts'

const alice = '11' as AccountId
const berlin = { latitude: 52.52, longitude: 13.405 }

let world: PlacesWorld
beforeAll(async () => {
  world = await placesWorld()
  await world.addTown({
    name: 'Köln',
    latitude: 50.9333,
    longitude: 6.95,
    population: 963_395,
    country: 'DE',
  })
  await importing([
    venue('tower', '東京タワー', 35.6586, 139.7454, [
      { name: 'Tokyo Tower', language: 'en' },
      { name: 'Tour de Tokyo', language: 'fr' },
    ]),
    venue('nrc', 'Nuruosmaniye Çarşısı', 41.01, 28.97),
    venue('starbucks', 'Starbucks Coffee', 52.5205, 13.4052),
    venue('schnitzel', 'Schnitzelei', 52.5215, 13.41),
    venue('gone', 'Lost Palace', 52.521, 13.406, [], { confidence: 0.2 }),
  ])
})
afterAll(() => world[Symbol.asyncDispose]())

function venue(
  sourceId: string,
  name: string,
  latitude: number,
  longitude: number,
  names: ImportedVenue['names'] = [],
  more: Partial<ImportedVenue> = {},
): ImportedVenue {
  return {
    sourceId,
    kind: 'venue',
    name,
    names,
    latitude,
    longitude,
    category: null,
    address: { locality: 'Town', country: 'DE' },
    population: 0,
    sameAs: [],
    alsoIn: [],
    licence: null,
    attribution: null,
    confidence: null,
    closedOn: null,
    ...more,
  }
}

let files = 0

async function importing(venues: ImportedVenue[]): Promise<void> {
  const { imports } = world.places
  const file = `file ${files++}`
  const state = await imports.open({ source: 'list:test', fingerprint: file, file, bytes: 1 })
  const rows = venues.map((one, row) => ({ row, venue: one }))
  await imports.write(state, { from: 0, to: rows.length, venues: rows, skipped: 0, faulty: 0 })
  await imports.finish(state)
}

const near = async (query: string) =>
  (await world.places.nearPoint({ ...berlin, query, limit: 3, viewer: undefined })).map(({ place, why }) => [
    place.name,
    why,
  ])
const anywhere = async (query: string, language?: string) =>
  (await world.places.findPlacesByName({ query, language, limit: 3, viewer: undefined })).map(
    ({ place, why }) => [place.name, why],
  )

it('finds near a point what is misspelt: a letter too many, too few, another one, swapped, the first one', async () => {
  for (const typed of ['starbuckss', 'starbuks', 'starducks', 'strabucks', 'dtarbucks', 'tarbucks coffee']) {
    expect({ typed, found: await near(typed) }).toMatchObject({
      typed,
      found: [['Starbucks Coffee', expect.stringContaining('spelt alike')]],
    })
  }
})

it('finds what is misspelt and still being typed among what stands nearest', async () => {
  expect(await near('shcnitz')).toMatchObject([['Schnitzelei', expect.stringContaining('spelt alike')]])
})

it('finds anywhere what is misspelt, and says so', async () => {
  expect(await anywhere('nuruosmanye carsisi')).toMatchObject([['Nuruosmaniye Çarşısı', 'spelt alike']])
  expect(await anywhere('Koeln')).toMatchObject([['Köln', expect.stringContaining('spelt alike')]])
})

it('finds a place by its names in other languages, and by parts of names that have no spaces', async () => {
  expect(await anywhere('tokyo tower')).toMatchObject([['東京タワー', 'same name: Tokyo Tower (en)']])
  expect(await anywhere('tour de tokyo', 'fr')).toMatchObject([
    ['東京タワー', 'same name: Tour de Tokyo (fr)'],
  ])
  expect(await anywhere('タワー')).toMatchObject([
    ['東京タワー', expect.stringContaining('words of its name')],
  ])
})

it('never corrects a word to one that only private places have', async () => {
  const home = { name: 'Zwiebelschuppen', ...berlin, private: true, createdBy: alice }
  await world.places.createVenue(home)
  expect(await near('zwiebelschupen')).toEqual([])
  const words = await world.db.sql`select word from place_words where word like 'zwiebel%'`
  expect(words).toEqual([])
})

it('puts what is perhaps gone behind what is surely there, and says so', async () => {
  const [first] = await near('palace')
  expect(first).toMatchObject(['Lost Palace', expect.stringContaining('perhaps gone')])
})

it('learns once the words of places that were there before words were kept', async () => {
  await world.db.sql`truncate place_words`
  expect(await world.places.learnWords()).toBeGreaterThan(5)
  expect(await world.places.learnWords()).toBe(0)
})

it('does not find what has closed', async () => {
  await importing([venue('starbucks', 'Starbucks Coffee', 52.5205, 13.4052, [], { closedOn: '2026-01-01' })])
  expect(await near('starbucks')).toEqual([])
  expect(await anywhere('starbucks')).toEqual([])
})
