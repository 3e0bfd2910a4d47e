import { writeFile } from 'node:fs/promises'
import { ByteWriter, parquetWrite } from 'hyparquet-writer'

type SchemaElement = NonNullable<Parameters<typeof parquetWrite>[0]['schema']>[number]

/** A row of Foursquare's file of places; what is not given is as in most of its rows. */
export interface FoursquareRow {
  readonly fsq_place_id: string
  readonly name: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly address?: string | null
  readonly locality?: string | null
  readonly country?: string | null
  readonly date_refreshed?: string | null
  readonly date_closed?: string | null
  readonly fsq_category_labels?: readonly string[] | null
  readonly unresolved_flags?: readonly string[] | null
}

const text = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'OPTIONAL',
})
const double = (name: string): SchemaElement => ({ name, type: 'DOUBLE', repetition_type: 'OPTIONAL' })
const group = (name: string, children: number, more: Partial<SchemaElement> = {}): SchemaElement => ({
  name,
  num_children: children,
  repetition_type: 'OPTIONAL',
  ...more,
})
const list = (name: string, element: readonly SchemaElement[]): SchemaElement[] => [
  group(name, 1, { converted_type: 'LIST' }),
  group('list', 1, { repetition_type: 'REPEATED' }),
  ...element,
]

/** As the schema of https://docs.foursquare.com/data-products/docs/places-os-data-schema, with more columns than are read. */
const foursquareColumns: readonly (readonly SchemaElement[])[] = [
  [text('fsq_place_id')],
  [text('name')],
  [double('latitude')],
  [double('longitude')],
  [text('address')],
  [text('locality')],
  [text('country')],
  [text('date_refreshed')],
  [text('date_closed')],
  [text('tel')],
  list('fsq_category_labels', [text('element')]),
  list('unresolved_flags', [text('element')]),
]

export async function writeFoursquare(
  path: string,
  rows: readonly FoursquareRow[],
  rowGroupSize = 10_000,
): Promise<void> {
  await write({ path, rows, columns: foursquareColumns, rowGroupSize })
}

export interface OvertureRow {
  readonly id: string
  readonly name: string
  readonly names?: Readonly<Record<string, string>>
  readonly latitude: number
  readonly longitude: number
  readonly category: string
  readonly confidence?: number
  readonly operating_status?: string
  readonly address?: Readonly<Record<string, string>>
  readonly sources: readonly { readonly dataset: string; readonly record_id: string }[]
}

const overtureColumns: readonly (readonly SchemaElement[])[] = [
  [text('id')],
  [{ name: 'geometry', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' }],
  [group('bbox', 4), ...['xmin', 'xmax', 'ymin', 'ymax'].map(double)],
  [
    group('names', 2),
    text('primary'),
    group('common', 1, { converted_type: 'MAP' }),
    group('key_value', 2, { repetition_type: 'REPEATED' }),
    { ...text('key'), repetition_type: 'REQUIRED' },
    text('value'),
  ],
  [group('categories', 2), text('primary'), ...list('alternate', [text('element')])],
  [double('confidence')],
  list('addresses', [
    group('element', 5),
    ...['freeform', 'locality', 'postcode', 'region', 'country'].map(text),
  ]),
  list('sources', [group('element', 4), ...['property', 'dataset', 'record_id', 'update_time'].map(text)]),
  [text('operating_status')],
]

/** As GeoParquet, with the schema of https://docs.overturemaps.org/schema/reference/places/place/ */
export async function writeOverture(path: string, given: readonly OvertureRow[]): Promise<void> {
  const rows = given.map((row) => ({
    id: row.id,
    geometry: wellKnownPoint(row.longitude, row.latitude),
    bbox: { xmin: row.longitude, xmax: row.longitude, ymin: row.latitude, ymax: row.latitude },
    names: { primary: row.name, common: row.names ?? null },
    categories: { primary: row.category, alternate: [] },
    confidence: row.confidence ?? 0.8,
    addresses: row.address ? [row.address] : [],
    sources: row.sources.map((source) => ({
      property: '',
      update_time: '2026-01-05T00:00:00.000Z',
      ...source,
    })),
    operating_status: row.operating_status ?? 'open',
  }))
  const columns = { geometry: { encoding: 'WKB', geometry_types: ['Point'] } }
  const geo = JSON.stringify({ version: '1.1.0', primary_column: 'geometry', columns })
  await write({ path, rows, columns: overtureColumns, kvMetadata: [{ key: 'geo', value: geo }] })
}

interface Writing {
  readonly path: string
  readonly rows: readonly object[]
  readonly columns: readonly (readonly SchemaElement[])[]
  readonly rowGroupSize?: number
  readonly kvMetadata?: { key: string; value: string }[]
}

async function write({
  path,
  rows,
  columns,
  rowGroupSize = 10_000,
  kvMetadata = [],
}: Writing): Promise<void> {
  const writer = new ByteWriter()
  const names = columns.map(([top]) => top?.name ?? '')
  await parquetWrite({
    writer,
    columnData: names.map((name) => ({
      name,
      data: rows.map((row) => (row as Record<string, unknown>)[name] ?? null),
    })),
    schema: [{ name: 'root', num_children: columns.length }, ...columns.flat()],
    rowGroupSize,
    kvMetadata,
  })
  await writeFile(path, new Uint8Array(writer.getBuffer()))
}

/** Well-known binary, little-endian: https://en.wikipedia.org/wiki/Well-known_text_representation_of_geometry */
function wellKnownPoint(x: number, y: number): Uint8Array {
  const bytes = Buffer.alloc(21)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt32LE(1, 1)
  bytes.writeDoubleLE(x, 5)
  bytes.writeDoubleLE(y, 13)
  return new Uint8Array(bytes)
}
