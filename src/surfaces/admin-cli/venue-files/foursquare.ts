import { categoryOfLabel } from './label-categories.ts'
import { type ParquetRecord, readParquet } from './read-parquet.ts'
import { addressOf, dateOf, fault, numberOf, type ReadRow, skipped, textOf, venueRow } from './venue-file.ts'

/** https://docs.foursquare.com/data-products/docs/places-os-data-schema */
const columns = [
  'fsq_place_id',
  'name',
  'latitude',
  'longitude',
  'address',
  'locality',
  'region',
  'postcode',
  'country',
  'date_refreshed',
  'date_closed',
  'fsq_category_labels',
  'unresolved_flags',
]

export const readFoursquare = readParquet(columns, toRow)

export const foursquareLicence = 'https://www.apache.org/licenses/LICENSE-2.0'

function toRow(record: ParquetRecord): ReadRow {
  const sourceId = textOf(record['fsq_place_id'])
  if (sourceId === undefined) return fault('fsq_place_id', 'is empty')
  const flags = listOf(record['unresolved_flags'])
  // What its own users reported as no place, kept elsewhere or private is nothing to check in at.
  if (flags.some((flag) => ['delete', 'doesnt_exist', 'duplicate', 'privatevenue'].includes(flag)))
    return skipped
  const name = textOf(record['name'])
  if (name === undefined) return skipped
  if (record['latitude'] === null || record['latitude'] === undefined) return fault('latitude', 'is empty')
  return venueRow({
    sourceId,
    name,
    latitude: numberOf(record['latitude']),
    longitude: numberOf(record['longitude']),
    category: categoryOfLabels(listOf(record['fsq_category_labels'])),
    address: addressOf({
      street: textOf(record['address']),
      locality: textOf(record['locality']),
      region: textOf(record['region']),
      postalCode: textOf(record['postcode']),
      country: textOf(record['country'])?.toUpperCase(),
    }),
    sameAs: [`https://foursquare.com/v/${sourceId}`],
    licence: foursquareLicence,
    confidence: freshness(dateOf(record['date_refreshed']), flags.length),
    closedOn:
      dateOf(record['date_closed']) ?? (flags.includes('closed') ? dateOf(record['date_refreshed']) : null),
  })
}

function categoryOfLabels(labels: readonly string[]): string | null {
  for (const label of labels) {
    const category = categoryOfLabel(label)
    if (category !== null) return category
  }
  return null
}

/** What was looked at lately exists: 0.9 within a year, down to 0.3 after ten; less where something is doubted. */
function freshness(refreshed: string | null, flags: number): number {
  if (refreshed === null) return 0.3
  const years = (Date.now() - Date.parse(refreshed)) / (365.25 * 86_400_000)
  return Math.max(0.3, 0.9 - 0.06 * Math.max(0, years - 1)) * (flags > 0 ? 0.6 : 1)
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}
