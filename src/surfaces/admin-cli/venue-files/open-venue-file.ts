import { createHash } from 'node:crypto'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { type CsvField, readCsv } from './csv.ts'
import { readFoursquare } from './foursquare.ts'
import { readGeoJson } from './geojson.ts'
import { readGeoNames } from './geonames.ts'
import { readOsm } from './osm.ts'
import { readOverture } from './overture.ts'
import { columnsOfParquet } from './read-parquet.ts'
import type { ReadRows } from './venue-file.ts'

export const formats = ['fsq', 'overture', 'osm', 'geojson', 'csv', 'geonames'] as const
export type Format = (typeof formats)[number]

/** A file of venues that can be read. */
export interface VenueFile {
  readonly path: string
  readonly name: string
  readonly bytes: number
  /** What kind of file it is, in which its rows' ids are unique. */
  readonly format: Format
  /** The same for the same bytes, wherever they lie. */
  readonly fingerprint: string
  readonly read: ReadRows
}

export interface FileChoice {
  /** Guessed from name and content where it is not given. */
  readonly format: Format | undefined
  readonly mapping: ReadonlyMap<CsvField, string>
}

const maxFiles = 10_000
const endings = new Set([
  '.parquet',
  '.pbf',
  '.geojson',
  '.geojsonl',
  '.geojsons',
  '.ndjson',
  '.json',
  '.csv',
  '.tsv',
  '.txt',
])

/**
 * The files behind a path: itself, or what lies in the folder and its folders, by name.
 * @throws Error when there is nothing to read
 */
export async function listVenueFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new Error(`There is no ${path}.`)
  if (!found.isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && endings.has(extname(entry.name)) && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  if (files.length === 0) throw new Error(`${path} holds no file of venues.`)
  if (files.length > maxFiles) throw new Error(`${path} holds more than ${maxFiles} files.`)
  return files
}

/** @throws Error when the file cannot be told, or is not what it is said to be */
export async function openVenueFile(path: string, choice: FileChoice): Promise<VenueFile> {
  const { size } = await stat(path)
  if (size === 0) throw new Error(`${path} is empty.`)
  const format = choice.format ?? (await guessFormat(path))
  const readers: Readonly<Record<Format, ReadRows>> = {
    fsq: readFoursquare,
    overture: readOverture,
    osm: readOsm,
    geojson: readGeoJson,
    csv: readCsv(choice.mapping),
    geonames: readGeoNames,
  }
  const fingerprint = await fingerprintFile(path, size)
  return { path, name: basename(path), bytes: size, format, fingerprint, read: readers[format] }
}

async function guessFormat(path: string): Promise<Format> {
  const ending = extname(path).toLowerCase()
  if (ending === '.parquet') return guessParquet(path)
  if (ending === '.pbf') return 'osm'
  if (['.geojson', '.geojsonl', '.geojsons', '.ndjson', '.json'].includes(ending)) return 'geojson'
  if (ending === '.csv' || ending === '.tsv') return 'csv'
  if (ending === '.txt') return 'geonames'
  throw new Error(`${path} does not tell what it is: say it with --source ${formats.join('|')}.`)
}

async function guessParquet(path: string): Promise<Format> {
  const columns = await columnsOfParquet(path)
  if (columns.has('fsq_place_id')) return 'fsq'
  if (columns.has('names') && columns.has('sources')) return 'overture'
  throw new Error(
    `${path} is Parquet, but neither of Foursquare nor of Overture: it has ${[...columns].join(', ')}.`,
  )
}

const sample = 65_536

/** Size, beginning and end: a changed file has another one, and a hundred gigabytes need not be read for it. */
async function fingerprintFile(path: string, size: number): Promise<string> {
  await using file = await open(path)
  const hash = createHash('sha256').update(String(size))
  for (const at of [0, Math.max(0, size - sample)]) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sample), 0, sample, at)
    hash.update(buffer.subarray(0, bytesRead))
  }
  return hash.digest('hex').slice(0, 32)
}
