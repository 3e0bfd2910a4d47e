import * as fc from 'fast-check'
import { latLngToCell } from 'h3-js'
import { expect, it } from 'vitest'
import type { AccountId } from '#domain/accounts/index.ts'
import { distanceMetres, type Place, type PlaceId, type Point } from '#domain/places/index.ts'
import type { Visibility } from '#domain/posts/index.ts'
import { describeCheckin, renderPlaceLine } from './describe-checkin.ts'
import { defaultVisibilityFor, limitPrecision } from './limit-precision.ts'
import { showAt, snapToCell } from './show-at.ts'
import { verifyPosition } from './verify-position.ts'

const secret = 'Zanzibar Clinic'

function venue(more: Partial<Place>): Place {
  return {
    id: '900' as PlaceId,
    source: 'user',
    sourceId: '900',
    kind: 'venue',
    name: secret,
    latitude: 48.854149,
    longitude: 2.332646,
    category: 'amenity=cafe',
    country: 'FR',
    region: '11',
    address: { street: '172 Boulevard Saint-Germain', locality: 'Paris', country: 'FR' },
    population: 0,
    popularity: 77,
    sameAs: ['https://www.openstreetmap.org/node/1234567890'],
    licence: 'https://opendatacommons.org/licenses/odbl/1-0/',
    names: null,
    attribution: null,
    confidence: null,
    closedOn: null,
    uri: null,
    url: null,
    private: false,
    createdBy: '42' as AccountId,
    mergedInto: null,
    createdAt: new Date(0),
    updatedAt: new Date(0),
    ...more,
  }
}

const paris = venue({
  id: '7' as PlaceId,
  kind: 'town',
  name: 'Paris',
  latitude: 48.85341,
  longitude: 2.3488,
  category: 'place=city',
  population: 2_138_551,
  address: null,
  sameAs: ['https://www.geonames.org/2988507'],
  licence: 'https://creativecommons.org/licenses/by/4.0/',
})

const asked: Point[] = []
const needs = {
  origin: 'https://cairn.test',
  places: {
    nearestTown: async (point: Point) => {
      asked.push(point)
      return paris
    },
  },
}

const anywhere = fc.record({
  latitude: fc.double({ min: -89, max: 89, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
})
const coarse = fc.constantFrom('cell' as const, 'city' as const, 'country' as const)

it('shows nothing of the venue at any coarser precision', async () => {
  await fc.assert(
    fc.asyncProperty(anywhere, coarse, async (point, precision) => {
      const place = venue(point)
      const shown = await showAt(needs, place, precision)
      const text = JSON.stringify(shown) + describeCheckin(shown) + renderPlaceLine(shown)
      for (const trace of [secret, 'cafe', 'Boulevard', '1234567890', 'odbl', '"900"', '/900']) {
        expect(text).not.toContain(trace)
      }
      expect(shown.latitude).not.toBe(place.latitude)
      expect(shown.longitude).not.toBe(place.longitude)
    }),
  )
})

it('shows two venues of one cell in the same way', async () => {
  const nearby = fc.double({ min: -0.02, max: 0.02, noNaN: true })
  const spots = fc.record({ point: anywhere, up: nearby, right: nearby })
  await fc.assert(
    fc.asyncProperty(spots, coarse, async ({ point, up, right }, precision) => {
      const other = { latitude: point.latitude + up, longitude: Math.min(180, point.longitude + right) }
      const cells = [point, other].map(({ latitude, longitude }) => latLngToCell(latitude, longitude, 7))
      fc.pre(cells[0] === cells[1])
      const one = await showAt(needs, venue(point), precision)
      const two = await showAt(needs, venue({ ...other, name: 'Other', category: null }), precision)
      expect(one).toEqual(two)
    }),
    { numRuns: 200 },
  )
})

it('shows the same place in the same way each time', async () => {
  const shown = await Promise.all([1, 2, 3].map(() => showAt(needs, venue({}), 'cell')))
  expect(shown[0]).toEqual(shown[1])
  expect(shown[1]).toEqual(shown[2])
})

it('asks for the town of the cell, not of the venue', async () => {
  asked.length = 0
  const place = venue({})
  await showAt(needs, place, 'cell')
  await showAt(needs, place, 'city')
  expect(asked).toEqual([snapToCell(place), snapToCell(place)])
})

it('covers the venue by the radius of its cell', () => {
  fc.assert(
    fc.property(anywhere, (point) => {
      expect(distanceMetres(snapToCell(point), point)).toBeLessThan(1700)
    }),
    { numRuns: 2000 },
  )
})

it('shows no coordinates of a country', async () => {
  const shown = await showAt(needs, venue({}), 'country')
  expect(shown).toMatchObject({
    name: 'France',
    country: 'FR',
    latitude: null,
    longitude: null,
    placeId: null,
  })
})

it('never shows a town more exactly than as a town', async () => {
  expect(await showAt(needs, paris, 'venue')).toMatchObject({
    precision: 'city',
    name: 'Paris',
    placeId: '7',
  })
  expect(await showAt(needs, paris, 'country')).toMatchObject({ precision: 'country', placeId: null })
})

it('gives no way to a private venue', async () => {
  const shown = await showAt(needs, venue({ private: true }), 'venue')
  expect(shown).toMatchObject({ name: secret, placeId: null, uri: null, url: null })
})

it('stays silent on where nobody lives', async () => {
  const nowhere = { ...needs, places: { nearestTown: async () => undefined } }
  const atSea = venue({ country: null })
  expect(describeCheckin(await showAt(nowhere, atSea, 'cell'))).toBe('far from any town')
  expect(describeCheckin(await showAt(nowhere, atSea, 'city'))).toBe('somewhere on Earth')
})

it('says a place in short words', async () => {
  const say = async (precision: 'venue' | 'cell' | 'city' | 'country') =>
    describeCheckin(await showAt(needs, venue({ name: 'Café de Flore' }), precision))
  expect(await say('venue')).toBe('Café de Flore, Paris')
  expect(await say('cell')).toBe('near Paris')
  expect(await say('city')).toBe('in Paris, France')
  expect(await say('country')).toBe('in France')
})

it('escapes the name in the place line', async () => {
  const shown = await showAt(needs, venue({ name: '<b>"Bar"</b>' }), 'venue')
  expect(renderPlaceLine(shown)).toBe(
    '<p>📍 <a class="u-checkin h-card" href="https://cairn.test/places/900-b-bar-b">&lt;b&gt;&quot;Bar&quot;&lt;/b&gt;</a>, Paris</p>',
  )
})

it('coarsens sensitive and private places for wider audiences', () => {
  const clinic = venue({ category: 'amenity=clinic' })
  const home = venue({ private: true })
  const audiences: Visibility[] = ['public', 'unlisted', 'followers', 'direct']
  expect(
    audiences.map((audience) => limitPrecision({ place: clinic, atHome: false }, audience, 'venue')),
  ).toMatchObject([
    { precision: 'city', lowered: 'sensitive' },
    { precision: 'city', lowered: 'sensitive' },
    { precision: 'venue', lowered: null },
    { precision: 'venue', lowered: null },
  ])
  expect(
    audiences.map((audience) => limitPrecision({ place: home, atHome: false }, audience, 'venue')),
  ).toMatchObject([
    { ok: false, because: 'private_place_public' },
    { ok: false, because: 'private_place_public' },
    { precision: 'cell', lowered: 'private_place' },
    { precision: 'venue', lowered: null },
  ])
})

it('proposes nobody as the audience of a sensitive place, and never everybody for a private one', () => {
  const user = { checkinVisibility: 'public' } as const
  expect(defaultVisibilityFor(venue({ category: 'amenity=clinic' }), user)).toBe('direct')
  expect(defaultVisibilityFor(venue({ private: true }), user)).toBe('followers')
  expect(defaultVisibilityFor(venue({}), user)).toBe('public')
})

it('tells by the position whether one was there, and does not believe in a vague one', () => {
  const flore = venue({})
  const beside = { latitude: flore.latitude + 0.001, longitude: flore.longitude }
  const away = { latitude: flore.latitude + 0.1, longitude: flore.longitude }
  expect(verifyPosition(flore, beside)).toBe('near')
  expect(verifyPosition(flore, away)).toBe('far')
  expect(verifyPosition(flore, { ...away, accuracyMetres: 1e9 })).toBe('far')
  expect(verifyPosition(flore, undefined)).toBe('manual')
  expect(verifyPosition(paris, { latitude: 48.89, longitude: 2.35 })).toBe('near')
})
