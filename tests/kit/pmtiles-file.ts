import { gzipSync } from 'node:zlib'
import { GeoJSONVT } from '@maplibre/geojson-vt'
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import { Compression, TileType, zxyToTileId } from 'pmtiles'

type Box = readonly [west: number, south: number, east: number, north: number]

export interface MadeTiles {
  /** GeoJSON by the name of its layer. */
  readonly layers: Readonly<Record<string, GeoJSON.FeatureCollection>>
  readonly bounds: Box
  readonly maxZoom: number
  readonly attribution: string
  readonly compression?: 'gzip' | 'none'
}

/** Writes a PMTiles file (specification version 3) of vector tiles, as planetiler or tippecanoe would. */
export function writeVectorTiles({
  layers,
  bounds,
  maxZoom,
  attribution,
  compression = 'gzip',
}: MadeTiles): Buffer {
  const indexes = Object.entries(layers).map(
    ([name, data]) =>
      [name, new GeoJSONVT(data, { maxZoom, indexMaxZoom: maxZoom, tolerance: 1, buffer: 64 })] as const,
  )
  const tiles: PackedTile[] = []
  for (const [z, x, y] of tilesOf(bounds, maxZoom)) {
    const cut = indexes.flatMap(([name, index]) => {
      const tile = index.getTile(z, x, y)
      return tile ? [[name, tile] as const] : []
    })
    if (cut.length === 0) continue
    const bytes = Buffer.from(fromGeojsonVt(Object.fromEntries(cut), { version: 2 }))
    tiles.push({ id: zxyToTileId(z, x, y), bytes: compression === 'gzip' ? gzipSync(bytes) : bytes })
  }
  const metadata = {
    attribution,
    vector_layers: Object.keys(layers).map((id) => ({ id, fields: {} })),
  }
  return writePmtiles({
    tiles,
    metadata,
    bounds,
    maxZoom,
    type: TileType.Mvt,
    compression: compression === 'gzip' ? Compression.Gzip : Compression.None,
  })
}

interface PackedTile {
  readonly id: number
  readonly bytes: Buffer
}

/** Any tiles as a file whose directory is its root alone. */
export function writePmtiles(archive: {
  readonly tiles: readonly PackedTile[]
  readonly metadata: object
  readonly bounds: Box
  readonly maxZoom: number
  readonly type: TileType
  readonly compression: Compression
}): Buffer {
  const tiles = [...archive.tiles].sort((a, b) => a.id - b.id)
  const root = gzipSync(writeDirectory(tiles))
  const metadata = gzipSync(JSON.stringify(archive.metadata))
  const data = Buffer.concat(tiles.map(({ bytes }) => bytes))
  const header = Buffer.alloc(127)
  header.write('PMTiles', 'latin1')
  header.writeUInt8(3, 7)
  const dataAt = header.length + root.length + metadata.length
  const stretches = [header.length, root.length, header.length + root.length, metadata.length]
  // Leaf directories: none.
  const numbers = [...stretches, dataAt, 0, dataAt, data.length, tiles.length, tiles.length, tiles.length]
  numbers.forEach((number, index) => {
    header.writeBigUInt64LE(BigInt(number), 8 + index * 8)
  })
  header.writeUInt8(1, 96)
  header.writeUInt8(Compression.Gzip, 97)
  header.writeUInt8(archive.compression, 98)
  header.writeUInt8(archive.type, 99)
  header.writeUInt8(0, 100)
  header.writeUInt8(archive.maxZoom, 101)
  archive.bounds.forEach((degrees, index) => {
    header.writeInt32LE(Math.round(degrees * 1e7), 102 + index * 4)
  })
  return Buffer.concat([header, root, metadata, data])
}

/** Ids as differences, then run lengths, lengths and offsets (specification, chapter 4). */
function writeDirectory(tiles: readonly PackedTile[]): Buffer {
  let offset = 0
  const offsets = tiles.map(({ bytes }) => {
    const at = offset
    offset += bytes.length
    return at + 1
  })
  const ids = tiles.map(({ id }, index) => id - (tiles[index - 1]?.id ?? 0))
  const numbers = [
    tiles.length,
    ...ids,
    ...tiles.map(() => 1),
    ...tiles.map(({ bytes }) => bytes.length),
    ...offsets,
  ]
  return Buffer.from(numbers.flatMap(writeVarint))
}

function writeVarint(number: number): number[] {
  const bytes: number[] = []
  let rest = number
  while (rest > 127) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return [...bytes, rest]
}

function* tilesOf([west, south, east, north]: Box, maxZoom: number) {
  const column = (longitude: number, z: number) => Math.floor(((longitude + 180) / 360) * 2 ** z)
  const row = (latitude: number, z: number) => {
    const sine = Math.sin((latitude * Math.PI) / 180)
    return Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z)
  }
  for (let z = 0; z <= maxZoom; z++)
    for (let x = column(west, z); x <= column(east, z); x++)
      for (let y = row(north, z); y <= row(south, z); y++) yield [z, x, y] as const
}
