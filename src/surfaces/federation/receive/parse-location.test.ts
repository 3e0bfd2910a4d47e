import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ShownPlace } from '#domain/checkins/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import { describePlace } from '../describe/describe-place.ts'
import { parseLocation } from './parse-location.ts'

const hearing = { authorUri: 'https://other.test/users/bob', ownOrigin: 'https://cairn.test' }
const parse = (location: unknown) => parseLocation({ location }, hearing)

const flore: ShownPlace = {
  precision: 'venue',
  placeId: '900' as PlaceId,
  uri: 'https://other.test/places/900',
  url: 'https://other.test/places/900-cafe-de-flore',
  name: 'Café de Flore',
  latitude: 48.854149,
  longitude: 2.332646,
  radiusMetres: 30,
  category: 'amenity=cafe',
  country: 'FR',
  address: { street: '172 Boulevard Saint-Germain', locality: 'Paris', postalCode: '75006', country: 'FR' },
  sameAs: ['https://www.openstreetmap.org/node/1', 'https://www.wikidata.org/entity/Q1025017'],
  licence: 'https://opendatacommons.org/licenses/odbl/1-0/',
}

describe('a place on the wire', () => {
  it('is an AS2 Place as docs and peers know it', () => {
    expect(describePlace('https://other.test', flore)).toEqual({
      type: 'Place',
      id: 'https://other.test/places/900',
      name: 'Café de Flore',
      latitude: 48.854149,
      longitude: 2.332646,
      radius: 30,
      units: 'm',
      precision: 'venue',
      category: 'amenity=cafe',
      country: 'France',
      address: {
        type: 'PostalAddress',
        streetAddress: '172 Boulevard Saint-Germain',
        addressLocality: 'Paris',
        postalCode: '75006',
        addressCountry: 'FR',
      },
      url: [
        { type: 'Link', mediaType: 'text/html', href: 'https://other.test/places/900-cafe-de-flore' },
        { type: 'Link', rel: 'alternate', href: 'geo:48.854149,2.332646;u=30' },
      ],
      sameAs: ['https://www.openstreetmap.org/node/1', 'https://www.wikidata.org/entity/Q1025017'],
      license: 'https://opendatacommons.org/licenses/odbl/1-0/',
    })
  })

  it('comes back as it went out', () => {
    const parsed = parse(describePlace('https://other.test', flore))
    expect(parsed).toEqual({ uri: 'https://other.test/places/900', shown: { ...flore, placeId: null } })
  })

  it('comes back as it went out from anywhere on Earth, at every precision', () => {
    const degrees = (max: number) =>
      fc.oneof(fc.integer({ min: -max, max }), fc.double({ min: -max, max, noNaN: true }))
    const spot = fc.record({ latitude: degrees(90), longitude: degrees(180) })
    const precision = fc.constantFrom('venue' as const, 'cell' as const, 'city' as const)
    fc.assert(
      fc.property(spot, precision, ({ latitude, longitude }, precision) => {
        const category = precision === 'venue' ? flore.category : null
        const shown = { ...flore, precision, category, latitude, longitude }
        const wire = JSON.parse(JSON.stringify(describePlace('https://other.test', shown)))
        const back = parse(wire)?.shown
        expect(Number.isInteger(wire.latitude) || Number.isInteger(wire.longitude)).toBe(false)
        expect(Math.abs((back?.latitude ?? 999) - latitude)).toBeLessThan(0.000_002)
        expect(Math.abs((back?.longitude ?? 999) - longitude)).toBeLessThan(0.000_002)
        expect(back).toMatchObject({ precision, name: flore.name, country: 'FR' })
      }),
    )
  })

  it('has no coordinates when it is a country', () => {
    const france = {
      ...flore,
      precision: 'country' as const,
      name: 'France',
      latitude: null,
      longitude: null,
    }
    const wire = describePlace('https://other.test', france)
    expect(wire).not.toHaveProperty('latitude')
    expect(JSON.stringify(wire)).not.toContain('geo:')
    expect(parse(wire)?.shown).toMatchObject({
      precision: 'country',
      country: 'FR',
      latitude: null,
      radiusMetres: null,
    })
  })
})

describe('places as others send them', () => {
  it('are read with texts for numbers (Pixelfed)', () => {
    const place = {
      type: 'Place',
      name: 'New York City',
      longitude: '-73.974740',
      latitude: '40.775630',
      country: 'United States',
    }
    expect(parse(place)?.shown).toMatchObject({
      name: 'New York City',
      latitude: 40.77563,
      longitude: -73.97474,
      country: 'US',
      precision: 'venue',
    })
  })

  it('are read without a type (SWF) and with other types beside (Mobilizon)', () => {
    const dna = {
      id: 'https://places.pub/way/132605490',
      name: 'DNA Lounge',
      url: null,
      latitude: 37.77,
      longitude: -122.41,
    }
    const online = { type: 'VirtualLocation', name: 'Call', url: 'https://meet.test/1' }
    expect(parse([online, dna])).toMatchObject({ uri: undefined, shown: { name: 'DNA Lounge', uri: null } })
    expect(parse({ ...dna, type: 'VirtualLocation' })).toBeUndefined()
  })

  it('are read in other units', () => {
    const place = { type: 'Place', name: 'X', latitude: 1.5, longitude: 2.5, radius: 1.2 }
    expect(parse({ ...place, units: 'km' })?.shown.radiusMetres).toBe(1200)
    expect(parse({ ...place, units: 'miles' })?.shown.radiusMetres).toBe(1931)
    expect(parse({ ...place, radius: -1 })?.shown.radiusMetres).toBeNull()
  })

  it('keep the links that say which town it is, but nothing that tells more than the precision', () => {
    const city = { ...describePlace('https://other.test', flore), precision: 'city' }
    expect(parse(city)?.shown).toMatchObject({ category: null, sameAs: flore.sameAs })
    expect(parse({ ...city, precision: 'cell' })?.shown).toMatchObject({
      category: null,
      address: null,
      sameAs: [],
    })
    expect(parse({ ...city, precision: 'country' })?.shown).toMatchObject({ latitude: null, address: null })
  })

  it('are believed about an id on the author’s server or on ours only', () => {
    const place = { type: 'Place', name: 'X', latitude: 1.5, longitude: 2.5 }
    const uriOf = (id: unknown) => parse({ ...place, id })?.uri
    expect(uriOf('https://other.test/places/1')).toBe('https://other.test/places/1')
    expect(uriOf('https://cairn.test/places/1')).toBe('https://cairn.test/places/1')
    expect(uriOf('https://third.test/places/1')).toBeUndefined()
    expect(uriOf('https://other.test.evil.test/places/1')).toBeUndefined()
    expect(uriOf(7)).toBeUndefined()
  })

  it.each([
    ['an address alone', 'https://places.pub/node/1'],
    ['nothing', null],
    ['no name', { type: 'Place', latitude: 1.5, longitude: 2.5 }],
    ['a name of nothing but marks', { type: 'Place', name: '\u202e\n ', latitude: 1.5, longitude: 2.5 }],
    ['nowhere to be', { type: 'Place', name: 'X' }],
    ['null coordinates (places.pub)', { type: 'Place', name: 'X', latitude: null, longitude: null }],
    ['a decimal comma (Vernissage)', { type: 'Place', name: 'X', latitude: '51,1', longitude: '17,0' }],
    ['swapped coordinates', { type: 'Place', name: 'X', latitude: 151.2, longitude: -33.8 }],
    ['numbers that are not', { type: 'Place', name: 'X', latitude: '1e3', longitude: '0x10' }],
  ])('are none: %s', (_title, location) => {
    expect(parse(location)).toBeUndefined()
  })

  it('never break the reader, whatever they are', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const location: unknown = JSON.parse(text)
        const odd = {
          type: 'Place',
          name: location,
          latitude: 1.5,
          longitude: 2.5,
          address: location,
          url: location,
        }
        expect(() => [parse(location), parse(odd)]).not.toThrow()
      }),
    )
  })
})
