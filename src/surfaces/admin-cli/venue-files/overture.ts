import type { ImportedVenue, PlaceName } from '#domain/places/index.ts'
import { foursquareLicence } from './foursquare.ts'
import { categoryOfLabel } from './label-categories.ts'
import { type ParquetRecord, readParquet } from './read-parquet.ts'
import { addressOf, fault, numberOf, type ReadRow, skipped, textOf, venueRow } from './venue-file.ts'

/** https://docs.overturemaps.org/schema/reference/places/place/ */
const columns = [
  'id',
  'geometry',
  'bbox',
  'names',
  'categories',
  'basic_category',
  'confidence',
  'websites',
  'addresses',
  'sources',
  'operating_status',
]

export const readOverture = readParquet(columns, toRow)

/** Each row is of one of Overture's givers, with its own licence: https://docs.overturemaps.org/attribution/ */
const givers: Readonly<Record<string, { readonly name: string; readonly licence: string }>> = {
  meta: { name: 'Meta', licence: 'https://cdla.dev/permissive-2-0/' },
  microsoft: { name: 'Microsoft', licence: 'https://cdla.dev/permissive-2-0/' },
  foursquare: { name: 'Foursquare', licence: foursquareLicence },
  alltheplaces: { name: 'AllThePlaces', licence: 'https://creativecommons.org/publicdomain/zero/1.0/' },
}
const otherwise = { name: '', licence: 'https://cdla.dev/permissive-2-0/' }

type Struct = Readonly<Record<string, unknown>>

function toRow(record: ParquetRecord): ReadRow {
  const sourceId = textOf(record['id'])
  if (sourceId === undefined) return fault('id', 'is empty')
  const names = structOf(record['names'])
  const name = textOf(names?.['primary'])
  if (name === undefined) return skipped
  const point = pointOf(record)
  if (point === undefined) return fault('geometry', 'is no point, and there is no bbox')
  const sources = listOf(record['sources'])
  const giver = givers[textOf(sources[0]?.['dataset'])?.toLowerCase() ?? ''] ?? otherwise
  const isClosed = textOf(record['operating_status']) === 'permanently_closed'
  return venueRow({
    sourceId,
    name,
    names: commonNames(names?.['common']),
    ...point,
    category: categoryOf(record),
    address: addressIn(listOf(record['addresses'])[0]),
    alsoIn: sources.flatMap(idElsewhere),
    licence: giver.licence,
    attribution: giver.name === '' ? null : `Overture Maps Foundation, ${giver.name}`,
    confidence: typeof record['confidence'] === 'number' ? record['confidence'] : null,
    closedOn: isClosed ? (latest(sources) ?? '2000-01-01') : null,
  })
}

/** A map of languages to names arrives as an object or as pairs, as its writer chose. */
function commonNames(value: unknown): PlaceName[] {
  const pairs = Array.isArray(value)
    ? value.map((pair: unknown) => {
        const { key, value } = structOf(pair) ?? {}
        return Array.isArray(pair) ? [pair[0], pair[1]] : [key, value]
      })
    : Object.entries(structOf(value) ?? {})
  return pairs.flatMap(([language, name]) => {
    const [code, text] = [textOf(language), textOf(name)]
    return code !== undefined && text !== undefined && isLanguage(code)
      ? [{ name: text, language: code }]
      : []
  })
}

function isLanguage(code: string): boolean {
  return /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(code)
}

function pointOf(record: ParquetRecord): { latitude: number; longitude: number } | undefined {
  const geometry = structOf(record['geometry'])
  const coordinates = geometry?.['coordinates']
  if (geometry?.['type'] === 'Point' && Array.isArray(coordinates)) {
    return { longitude: numberOf(coordinates[0]), latitude: numberOf(coordinates[1]) }
  }
  const box = structOf(record['bbox'])
  if (!box) return undefined
  const middle = (from: unknown, to: unknown) => (numberOf(from) + numberOf(to)) / 2
  return { longitude: middle(box['xmin'], box['xmax']), latitude: middle(box['ymin'], box['ymax']) }
}

function categoryOf(record: ParquetRecord): string | null {
  const categories = structOf(record['categories'])
  const alternate = categories?.['alternate']
  const labels = [
    categories?.['primary'],
    record['basic_category'],
    ...(Array.isArray(alternate) ? alternate : []),
  ]
  for (const label of labels) {
    const category = categoryOfLabel(textOf(label))
    if (category !== null) return category
  }
  return null
}

function addressIn(address: Struct | undefined): ImportedVenue['address'] {
  return addressOf({
    street: textOf(address?.['freeform']),
    locality: textOf(address?.['locality']),
    region: textOf(address?.['region']),
    postalCode: textOf(address?.['postcode']),
    country: textOf(address?.['country'])?.toUpperCase(),
  })
}

/** Overture names its givers' own ids: Foursquare's are those of Foursquare's own file. */
function idElsewhere(source: Struct) {
  const sourceId = textOf(source['record_id'])
  return textOf(source['dataset'])?.toLowerCase() === 'foursquare' && sourceId !== undefined
    ? [{ source: 'foursquare', sourceId }]
    : []
}

function latest(sources: readonly Struct[]): string | undefined {
  return sources
    .flatMap((source) => textOf(source['update_time'])?.slice(0, 10) ?? [])
    .filter((date) => /^\d{4}-\d\d-\d\d$/.test(date))
    .sort()
    .at(-1)
}

function structOf(value: unknown): Struct | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Struct) : undefined
}

function listOf(value: unknown): Struct[] {
  return Array.isArray(value) ? value.map(structOf).filter((one) => one !== undefined) : []
}
