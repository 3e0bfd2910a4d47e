import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { type Options, parse } from 'csv-parse'
import { fingerprintOf } from './geojson.ts'
import { categoryOfLabel } from './label-categories.ts'
import {
  addressOf,
  dateOf,
  fault,
  inRuns,
  numberOf,
  type ReadRow,
  type ReadRows,
  skipped,
  textOf,
  venueRow,
} from './venue-file.ts'

/** What we ask of a list, and how its columns may be called. */
const fields = {
  id: ['id', 'source_id', 'uid', 'place_id', 'fsq_place_id'],
  name: ['name', 'title', 'label'],
  latitude: ['latitude', 'lat', 'y'],
  longitude: ['longitude', 'lon', 'lng', 'long', 'x'],
  category: ['category', 'kind', 'type'],
  street: ['street', 'address', 'addr:street'],
  locality: ['locality', 'city', 'town', 'addr:city'],
  region: ['region', 'state', 'province'],
  postalCode: ['postal_code', 'postcode', 'zip', 'addr:postcode'],
  country: ['country', 'country_code', 'addr:country'],
  url: ['url', 'website'],
  closedOn: ['date_closed', 'closed_on', 'closed'],
} as const

export type CsvField = keyof typeof fields
export const csvFields = Object.keys(fields) as CsvField[]

/** A list with a first line of names. @param mapping columns that are called otherwise: field to column */
export const readCsv = (mapping: ReadonlyMap<CsvField, string>): ReadRows =>
  async function* (path, skip) {
    const delimiter = await guessDelimiter(path)
    yield* readRecords({ path, skip, delimiter, quote: '"', header: true }, (header) => {
      const columns = findColumns(header, mapping)
      return (record) => toRow(record, header, columns)
    })
  }

interface Records {
  readonly path: string
  readonly skip: number
  readonly delimiter: string
  readonly quote: '"' | false
  readonly header: boolean
}

/** Records of a text file, each one a row. @param begin takes the first line where it is a header, and answers how rows are read */
export async function* readRecords(
  { path, skip, delimiter, quote, header }: Records,
  begin: (header: readonly string[]) => (record: readonly string[]) => ReadRow,
) {
  const options: Options = {
    delimiter,
    quote,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: 1_000_000,
  }
  const file = createReadStream(path, { highWaterMark: 1 << 18 })
  const parser = parse(options)
  const flow = pipeline(file, parser)
  flow.catch(() => undefined)
  async function* rows(): AsyncGenerator<ReadRow> {
    let row = 0
    let read = header ? undefined : begin([])
    for await (const record of parser as AsyncIterable<string[]>) {
      if (!read) read = begin(record.map((name) => name.trim()))
      else if (row++ >= skip) yield read(record)
    }
    await flow
  }
  yield* inRuns(rows(), () => file.bytesRead)
}

async function guessDelimiter(path: string): Promise<string> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(16_384), 0, 16_384, 0)
  const [line = ''] = buffer.subarray(0, bytesRead).toString('utf8').split('\n')
  const counted = [',', ';', '\t', '|'].map((one) => ({ one, count: line.split(one).length }))
  return counted.sort((a, b) => b.count - a.count)[0]?.one ?? ','
}

type Columns = ReadonlyMap<CsvField, number>

function findColumns(header: readonly string[], mapping: ReadonlyMap<CsvField, string>): Columns {
  const lower = header.map((name) => name.toLowerCase())
  const columns = new Map<CsvField, number>()
  for (const field of csvFields) {
    const given = mapping.get(field)
    const names = given === undefined ? fields[field] : [given.toLowerCase()]
    const at = names.map((name) => lower.indexOf(name)).find((found) => found >= 0)
    if (at !== undefined) columns.set(field, at)
    else if (given !== undefined)
      throw new Error(`The list has no column ${given}; it has ${header.join(', ')}.`)
  }
  const missing = (['name', 'latitude', 'longitude'] as const).filter((field) => !columns.has(field))
  if (missing.length > 0) {
    throw new Error(
      `The list has no column for ${missing.join(', ')}; it has ${header.join(', ')}. Say which is meant with --map.`,
    )
  }
  return columns
}

function toRow(record: readonly string[], header: readonly string[], columns: Columns): ReadRow {
  if (record.length !== header.length) {
    return fault('', `has ${record.length} columns where the first line has ${header.length}`)
  }
  const read = (field: CsvField) => textOf(record[columns.get(field) ?? -1])
  const name = read('name')
  if (name === undefined) return skipped
  // Lists from some countries write 48,85.
  const degrees = (field: CsvField) => numberOf(read(field)?.replace(',', '.'))
  const point = { latitude: degrees('latitude'), longitude: degrees('longitude') }
  if (Number.isNaN(point.latitude)) return fault('latitude', `is ${quoted(read('latitude'))}, not a number`)
  if (Number.isNaN(point.longitude))
    return fault('longitude', `is ${quoted(read('longitude'))}, not a number`)
  const url = read('url')
  return venueRow({
    sourceId:
      read('id')
        ?.replaceAll(/[^!-~]/g, '_')
        .slice(0, 200) ?? fingerprintOf(name, point),
    name,
    ...point,
    names: namesIn(record, header),
    category: categoryOfLabel(read('category')),
    address: addressOf({
      street: read('street'),
      locality: read('locality'),
      region: read('region'),
      postalCode: read('postalCode'),
      country: read('country')?.toUpperCase(),
    }),
    sameAs: url === undefined ? [] : [url],
    closedOn: dateOf(read('closedOn')),
  })
}

/** Columns `name:de` or `name_de` are names in a language. */
function namesIn(record: readonly string[], header: readonly string[]) {
  return header.flatMap((column, at) => {
    const language = /^name[:_]([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)$/.exec(column)?.[1]
    const name = textOf(record[at])
    return language && name ? [{ name, language }] : []
  })
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'empty' : `“${text.slice(0, 40)}”`
}
