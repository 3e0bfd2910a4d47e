import { expect, it } from 'vitest'
import { categories, findCategory, isSensitive } from './categories.ts'
import { countryName, findCountryCode } from './country-names.ts'
import { editDistance } from './edit-distance.ts'
import { placePage, placeSlug } from './place-addresses.ts'
import { isSameName, lexemesOf, toTsQuery, wordsOf } from './place-words.ts'

it('compares names without case, marks and punctuation', () => {
  expect(wordsOf('Saint-Étienne (Loire)')).toEqual(['saint', 'etienne', 'loire'])
  expect(wordsOf('Straße Łódź Ærø')).toEqual(['strasse', 'lodz', 'aero'])
  expect(wordsOf('東京タワー')).toHaveLength(1)
  expect(isSameName("L'Aquila", 'LAquila')).toBe(true)
  expect(isSameName('Café  de Flore', 'cafe de-flore')).toBe(true)
  expect(isSameName('!!!', '???')).toBe(false)
})

it('keeps a word alone and behind its cell', () => {
  expect(lexemesOf(['Bar'], '599686042433355775')).toEqual(['bar', '@85283473:bar'])
  expect(lexemesOf(['Sana’a'], '599686042433355775')).toContain('sanaa')
})

it('bounds the words of a name', () => {
  expect(wordsOf('word '.repeat(1000))).toHaveLength(16)
  expect(wordsOf('x'.repeat(10_000))[0]).toHaveLength(40)
})

it('asks for short beginnings as whole words only, unless a cell bounds the search', () => {
  expect(toTsQuery('a par')).toBe("'a' & 'par':*")
  expect(toTsQuery('a', ['599686042433355775'])).toBe("'@85283473:a':*")
  expect(toTsQuery(' - ')).toBeUndefined()
})

it('knows countries by code and by name in many spellings', () => {
  expect(countryName('FR')).toBe('France')
  expect(countryName('XK')).toBe('Kosovo')
  expect(countryName('ZZ')).toBeUndefined()
  expect(countryName('fr')).toBeUndefined()
  const spellings = [
    'france',
    'USA',
    'United States of America',
    'Côte d’Ivoire',
    'Türkiye',
    'Turkey',
    'gb',
    'St. Lucia',
  ]
  expect(spellings.map(findCountryCode)).toEqual(['FR', 'US', 'US', 'CI', 'TR', 'TR', 'GB', 'LC'])
  expect(findCountryCode('Atlantis')).toBeUndefined()
})

it('makes slugs and pages of names', () => {
  expect(placeSlug('Café de Flore!')).toBe('cafe-de-flore')
  expect(placePage('https://a.test', { id: '5' as never, name: '東京' })).toBe('https://a.test/places/5')
})

it('counts slips', () => {
  expect(editDistance('barcelona', 'barcelnoa')).toBe(1)
  expect(editDistance('kitten', 'sitting')).toBe(3)
  expect(editDistance('', 'abc')).toBe(3)
})

it('has categories of one id each, and marks the sensitive ones', () => {
  expect(new Set(categories.map(({ id }) => id)).size).toBe(categories.length)
  expect(categories.length).toBeGreaterThan(120)
  expect(findCategory('amenity=cafe')).toMatchObject({ name: 'Café', sensitive: false })
  expect(
    ['amenity=clinic', 'building=mosque', 'office=union', 'healthcare=anything'].map(isSensitive),
  ).toEqual([true, true, true, true])
})
