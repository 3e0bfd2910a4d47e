import { type FileHandle, open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'
import { Compression, type Header, PMTiles, SharedPromiseCache, type Source, TileType } from 'pmtiles'

/** One PMTiles file (specification version 3), open for reading. */
export interface TileArchive extends AsyncDisposable {
  readonly facts: ArchiveFacts
  /** @returns undefined where the file has no tile. */
  read(z: number, x: number, y: number): Promise<Tile | undefined>
}

export interface ArchiveFacts {
  readonly minZoom: number
  readonly maxZoom: number
  /** West, south, east, north in degrees. */
  readonly bounds: readonly [number, number, number, number]
  /** How TileJSON names what is in the tiles: `pbf` for vector tiles, else the kind of picture. */
  readonly format: 'pbf' | 'png' | 'jpg' | 'webp'
  /** HTML, as whoever made the file wrote it. */
  readonly attribution: string
  /** Names of the layers of vector tiles. */
  readonly layers: readonly string[]
}

export interface Tile {
  readonly body: Buffer
  /** What `body` is compressed with; undefined for pictures and tiles that lie bare in the file. */
  readonly encoding: 'gzip' | 'br' | undefined
}

/** The file is none that can be served; the message is a sentence for the operator. */
export class UnusableArchive extends Error {}

const formats: Partial<Record<TileType, ArchiveFacts['format']>> = {
  [TileType.Mvt]: 'pbf',
  [TileType.Png]: 'png',
  [TileType.Jpeg]: 'jpg',
  [TileType.Webp]: 'webp',
}
const encodings: Partial<Record<Compression, Tile['encoding']>> = {
  [Compression.Gzip]: 'gzip',
  [Compression.Brotli]: 'br',
}
/** A stretch of a file with an index that is broken must not be read into memory whole. */
const mostBytes = 32 << 20
const mostUnpacked = 64 << 20
/** Stretches of the index that are kept in memory; each holds some thousands of tiles. */
const mostDirectories = 200
const deepestZoom = 24

/** @throws UnusableArchive; errors of the file system as they are. */
export async function openArchive(path: string): Promise<TileArchive> {
  const file = await open(path)
  try {
    const source = readFrom(file, path)
    const cache = new SharedPromiseCache(mostDirectories, undefined, decompressIndex)
    const archive = new PMTiles(source, cache, decompressIndex)
    // The library would unpack tiles as well; they are to leave as they lie in the file.
    const packed = new PMTiles(source, cache, async (tile) => tile)
    const header = await archive.getHeader()
    const format = formats[header.tileType]
    if (!format) throw new UnusableArchive('holds neither vector tiles (MVT) nor PNG, JPEG or WebP.')
    if (header.tileCompression === Compression.Zstd)
      throw new UnusableArchive('compresses its tiles with zstd, which browsers may not take. Use gzip.')
    if (header.maxZoom > deepestZoom || header.minZoom > header.maxZoom)
      throw new UnusableArchive('has zoom levels that cannot be.')
    const encoding = encodings[header.tileCompression]
    return {
      facts: { ...factsOf(header), format, ...readMetadata(await archive.getMetadata()) },
      async read(z, x, y) {
        const tile = await packed.getZxy(z, x, y)
        return tile && { body: Buffer.from(tile.data), encoding }
      },
      [Symbol.asyncDispose]: () => file.close(),
    }
  } catch (error) {
    await file.close()
    if (error instanceof UnusableArchive) throw error
    throw new UnusableArchive('is no PMTiles file of version 3, or is not complete.', { cause: error })
  }
}

function readFrom(file: FileHandle, path: string): Source {
  return {
    getKey: () => path,
    async getBytes(offset, length) {
      if (length > mostBytes)
        throw new UnusableArchive('has an index that names a stretch beyond all bounds.')
      const bytes = new Uint8Array(length)
      const { bytesRead } = await file.read(bytes, 0, length, offset)
      // The header is asked for together with what may follow it, which a small file does not have.
      return { data: bytesRead === length ? bytes.buffer : bytes.buffer.slice(0, bytesRead) }
    },
  }
}

const unzip = promisify(gunzip)
const unbrotli = promisify(brotliDecompress)

async function decompressIndex(bytes: ArrayBuffer, compression: Compression): Promise<ArrayBuffer> {
  if (compression === Compression.None || compression === Compression.Unknown) return bytes
  const encoding = encodings[compression]
  if (!encoding) throw new UnusableArchive('compresses its index with something else than gzip or brotli.')
  const { buffer, byteOffset, byteLength } = await unpack(Buffer.from(bytes), encoding)
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
}

/** What was compressed. @throws when it is more than 64 MiB, or broken. */
export function unpack(body: Buffer, encoding: 'gzip' | 'br'): Promise<Buffer> {
  const bounds = { maxOutputLength: mostUnpacked }
  return encoding === 'gzip' ? unzip(body, bounds) : unbrotli(body, bounds)
}

function factsOf(header: Header): Pick<ArchiveFacts, 'minZoom' | 'maxZoom' | 'bounds'> {
  const { minZoom, maxZoom, minLon, minLat, maxLon, maxLat } = header
  return { minZoom, maxZoom, bounds: [minLon, minLat, maxLon, maxLat] }
}

const mostLayers = 200

function readMetadata(metadata: unknown): Pick<ArchiveFacts, 'attribution' | 'layers'> {
  const member = (of: unknown, name: string): unknown =>
    typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined
  const attribution = member(metadata, 'attribution')
  const layers = member(metadata, 'vector_layers')
  return {
    attribution: typeof attribution === 'string' ? attribution.slice(0, 2000) : '',
    layers: (Array.isArray(layers) ? layers.slice(0, mostLayers) : [])
      .map((layer) => member(layer, 'id'))
      .filter((id) => typeof id === 'string'),
  }
}
