import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { pick } from 'stream-json/filters/pick.js'
import { streamArray } from 'stream-json/streamers/stream-array.js'
import { categoryOfLabel } from './label-categories.ts'
import { categoryOfTags, type Tags } from './osm-categories.ts'
import { factsOfTags } from './tag-facts.ts'
import {
  fault,
  inRuns,
  numberOf,
  type ReadRow,
  type ReadRows,
  skipped,
  textOf,
  venueRow,
} from './venue-file.ts'

/** RFC 7946, as one FeatureCollection, or one Feature a line (RFC 8142 and plain). */
export const readGeoJson: ReadRows = async function* (path, skip) {
  let bytes = 0
  const onBytes = (behind: number) => void (bytes = behind)
  const features = (await isByLine(path)) ? featuresByLine(path, onBytes) : featuresOf(path, onBytes)
  async function* rows(): AsyncGenerator<ReadRow> {
    let row = 0
    for await (const feature of features) if (row++ >= skip) yield toRow(feature)
  }
  yield* inRuns(rows(), () => bytes)
}

/** A first line that is a whole Feature; a FeatureCollection's is not. */
async function isByLine(path: string): Promise<boolean> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0)
  const [line = ''] = buffer
    .subarray(0, bytesRead)
    .toString('utf8')
    .replace(/^[\p{Cc}\uFEFF\s]+/u, '')
    .split('\n')
  return parseLine(line)?.['type'] === 'Feature'
}

type Json = Readonly<Record<string, unknown>>

async function* featuresOf(path: string, onBytes: (bytes: number) => void): AsyncGenerator {
  const file = createReadStream(path, { highWaterMark: 1 << 18 })
  const array = streamArray.asStream()
  const flow = pipeline(file, pick.withParserAsStream({ filter: 'features', once: true }), array)
  flow.catch(() => undefined)
  for await (const { value } of array as AsyncIterable<{ value: unknown }>) {
    onBytes(file.bytesRead)
    yield value
  }
  await flow
}

const maxLine = 4_000_000

async function* featuresByLine(path: string, onBytes: (bytes: number) => void): AsyncGenerator {
  const file = createReadStream(path, { highWaterMark: 1 << 18, encoding: 'utf8' })
  let rest = ''
  for await (const part of file as AsyncIterable<string>) {
    const lines = (rest + part).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxLine) throw new Error(`A line of ${path} has more than ${maxLine} characters.`)
    onBytes(file.bytesRead)
    yield* lines.filter((line) => line.trim() !== '').map((line) => parseLine(line))
  }
  if (rest.trim() !== '') yield parseLine(rest)
}

function parseLine(line: string): Json | undefined {
  try {
    return objectOf(JSON.parse(line.replace(/^[\p{Cc}\uFEFF]+/u, '')))
  } catch {
    return undefined
  }
}

function toRow(feature: unknown): ReadRow {
  const json = objectOf(feature)
  if (json?.['type'] !== 'Feature') return fault('type', 'is not Feature')
  const tags = textsOf(objectOf(json['properties']) ?? {})
  const name = textOf(tags['name']) ?? textOf(tags['Name']) ?? textOf(tags['title'])
  if (name === undefined) return skipped
  const point = centreOf(json['geometry'])
  if (!point) return fault('geometry', 'has no coordinates')
  const id = textOf(json['id']) ?? textOf(tags['@id']) ?? textOf(tags['id'])
  const osm = /^(?:https:\/\/www\.openstreetmap\.org\/)?((?:node|way|relation)\/\d{1,15})$/.exec(
    id ?? '',
  )?.[1]
  return venueRow({
    sourceId: id?.replaceAll(/[^!-~]/g, '_').slice(0, 200) ?? fingerprintOf(name, point),
    name,
    ...point,
    ...factsOfTags(tags),
    confidence: null,
    category:
      categoryOfLabel(textOf(tags['category'])) ??
      categoryOfTags(tags) ??
      categoryOfLabel(textOf(tags['type'])),
    sameAs: osm ? [`https://www.openstreetmap.org/${osm}`] : [],
    alsoIn: osm ? [{ source: 'osm', sourceId: osm }] : [],
  })
}

/** A venue without an id is known again by its name and place. */
export function fingerprintOf(name: string, point: { latitude: number; longitude: number }): string {
  const facts = `${name}\n${point.latitude.toFixed(6)}\n${point.longitude.toFixed(6)}`
  return createHash('sha256').update(facts).digest('hex').slice(0, 24)
}

function textsOf(properties: Json): Tags {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => {
      const text = textOf(value)
      return text === undefined ? [] : [[key, text]]
    }),
  )
}

const maxDepth = 5
const maxPositions = 20_000

/** A point, or the middle of the box around whatever else it is. */
function centreOf(geometry: unknown): { latitude: number; longitude: number } | undefined {
  const json = objectOf(geometry)
  const box = { west: 1e9, east: -1e9, south: 1e9, north: -1e9, positions: 0 }
  const visit = (coordinates: unknown, depth: number): void => {
    if (!Array.isArray(coordinates) || depth > maxDepth || box.positions > maxPositions) return
    if (!Array.isArray(coordinates[0])) {
      const [longitude, latitude] = [numberOf(coordinates[0]), numberOf(coordinates[1])]
      if (Number.isNaN(longitude) || Number.isNaN(latitude)) return
      box.positions += 1
      box.west = Math.min(box.west, longitude)
      box.east = Math.max(box.east, longitude)
      box.south = Math.min(box.south, latitude)
      box.north = Math.max(box.north, latitude)
    } else for (const inner of coordinates) visit(inner, depth + 1)
  }
  visit(json?.['coordinates'], 0)
  if (box.positions === 0) return undefined
  return { latitude: (box.south + box.north) / 2, longitude: (box.west + box.east) / 2 }
}

function objectOf(value: unknown): Json | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : undefined
}
