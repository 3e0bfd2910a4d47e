import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { Encoding } from './choose-encoding.ts'
import type { Shapes } from './to-shape.ts'
import { isBasemapComplete } from './write-basemap.ts'

/** The coasts and countries of the Earth, converted when they are first asked for and kept as files. */
export interface Basemap extends AsyncDisposable {
  /** GeoJSON (RFC 7946) as it goes out, in a form that whoever takes `encoding` takes, too. */
  read(name: 'land' | 'countries', encoding: Encoding): Promise<Packed>
  /** What the server itself draws; kept in memory. */
  getShapes(): Promise<Shapes>
}

export interface Packed {
  readonly body: Buffer
  /** What `body` is in; gzip where brotli was asked for but is not ready yet. */
  readonly encoding: Encoding
}

/** Changes with world-atlas or with what we make of it: files of another version are never served. */
const version = 'natural-earth-50m-2.0.2-1'

/** @param dataDir the server's own folder; the files lie in `cache/basemap` and may be deleted at any time. */
export function openBasemap(dataDir: string): Basemap {
  const folder = join(dataDir, 'cache', 'basemap', version)
  let written: Promise<void> | undefined
  let thread: Worker | undefined
  let shapes: Promise<Shapes> | undefined

  /** Resolves as soon as there is something to serve; smaller forms of it follow. */
  const write = async () => {
    if (await isBasemapComplete(folder)) return
    await thread?.terminate()
    thread = new Worker(new URL('./write-basemap-thread.ts', import.meta.url), { workerData: folder })
    await once(thread, 'message')
    // From here on a failure, say a full disk, costs only the smallest form: gzip goes out instead.
    thread.on('error', () => undefined)
  }
  const ensureWritten = () => {
    written ??= write().catch((error: unknown) => {
      written = undefined
      throw error
    })
    return written
  }
  const read = async (file: string): Promise<Buffer> => {
    await ensureWritten()
    try {
      return await readFile(join(folder, file))
    } catch {
      // Somebody emptied the cache.
      written = undefined
      await ensureWritten()
      return readFile(join(folder, file))
    }
  }
  const readPacked = async (name: string, encoding: Encoding): Promise<Packed> => {
    await ensureWritten()
    const br = encoding === 'br' && (await readFile(join(folder, `${name}.br`)).catch(() => undefined))
    if (br) return { body: br, encoding }
    if (encoding === 'identity') return { body: await read(name), encoding }
    return { body: await read(`${name}.gz`), encoding: 'gzip' }
  }
  const loadShapes = async () => deserialize(await read('shapes.bin')) as Shapes
  return {
    read: (name, encoding) => readPacked(`${name}.json`, encoding),
    getShapes() {
      shapes ??= loadShapes().catch((error: unknown) => {
        shapes = undefined
        throw error
      })
      return shapes
    },
    async [Symbol.asyncDispose]() {
      await thread?.terminate()
    },
  }
}
