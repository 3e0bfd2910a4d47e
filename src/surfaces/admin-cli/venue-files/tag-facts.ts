import type { ImportedVenue, PlaceName } from '#domain/places/index.ts'
import type { Tags } from './osm-categories.ts'
import { addressOf, textOf } from './venue-file.ts'

/** What tags in the manner of OpenStreetMap say of a venue beside its kind. */
export function factsOfTags(tags: Tags): Pick<ImportedVenue, 'names' | 'address' | 'confidence'> {
  return { names: namesOf(tags), address: addressOfTags(tags), confidence: careOf(tags) }
}

const unnamedLanguage = ['alt_name', 'short_name', 'official_name', 'int_name', 'loc_name', 'brand']

/** `name:de` in German, `alt_name` in no language that is told. https://wiki.openstreetmap.org/wiki/Names */
function namesOf(tags: Tags): PlaceName[] {
  const spoken = Object.entries(tags).flatMap(([key, name]) => {
    const language = /^name:([a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2})$/.exec(key)?.[1]
    return language ? [{ name, language: language.replaceAll('_', '-') }] : []
  })
  const others = unnamedLanguage.flatMap((key) =>
    (tags[key] ?? '')
      .split(';')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => ({ name, language: null })),
  )
  return [...spoken, ...others]
}

function addressOfTags(tags: Tags): ImportedVenue['address'] {
  const street = [tags['addr:street'] ?? tags['addr:place'], tags['addr:housenumber']]
    .filter(Boolean)
    .join(' ')
  return addressOf({
    street: textOf(tags['addr:full']) ?? textOf(street),
    locality: textOf(tags['addr:city']),
    postalCode: textOf(tags['addr:postcode']),
    country: textOf(tags['addr:country'])?.toUpperCase(),
  })
}

const signsOfCare = [
  'wikidata',
  'wikipedia',
  'website',
  'contact:website',
  'opening_hours',
  'phone',
  'check_date',
]

/** What somebody described in detail is there: 0.6, and more for each sign of care. */
function careOf(tags: Tags): number {
  return Math.min(1, 0.6 + 0.1 * signsOfCare.filter((key) => tags[key] !== undefined).length)
}
