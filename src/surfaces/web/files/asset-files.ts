import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** A file of the client's build, as it goes out. */
export interface AssetFile {
  readonly type: string
  readonly body: Buffer
  /** Content-Encoding of `body`. */
  readonly encoding: 'br' | 'gzip' | undefined
  /** Whether other askers may get other bytes. */
  readonly varies: boolean
}

export interface AssetFiles {
  /** @param name the last part of the address; @returns undefined for everything that is no built file. */
  find(name: string, acceptEncoding: string | undefined): Promise<AssetFile | undefined>
}

interface KeptFile {
  readonly type: string
  readonly plain: Buffer
  readonly br: Buffer | undefined
  readonly gzip: Buffer | undefined
}

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

/** Names carry a hash of their content (see client/build.ts); nothing else in the folder is for the public. */
const builtName = /^[A-Za-z0-9_.-]{1,120}-[A-Z0-9]{8}(\.[A-Za-z0-9]{1,12}){1,3}$/

const typeOf: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

const compressible = /^(text\/|application\/(json|manifest\+json|wasm)|image\/svg)/

/** Serves a folder of built files from memory, each read and compressed once, when it is first asked for. */
export function openAssetFiles(folder: string): AssetFiles {
  const kept = new Map<string, Promise<KeptFile | undefined>>()
  const load = (name: string) => {
    const known = kept.get(name)
    if (known) return known
    const loading = readAndCompress(folder, name)
    kept.set(name, loading)
    // What is not there is not remembered: asking for nonsense must not fill the memory.
    const forget = () => kept.delete(name)
    loading.then((file) => file ?? forget(), forget)
    return loading
  }
  return {
    async find(name, acceptEncoding) {
      const file = builtName.test(name) ? await load(name) : undefined
      if (!file) return undefined
      const { type, br, gzip: gz, plain } = file
      const varies = br !== undefined
      if (br && accepts(acceptEncoding, 'br')) return { type, body: br, encoding: 'br', varies }
      if (gz && accepts(acceptEncoding, 'gzip')) return { type, body: gz, encoding: 'gzip', varies }
      return { type, body: plain, encoding: undefined, varies }
    },
  }
}

async function readAndCompress(folder: string, name: string): Promise<KeptFile | undefined> {
  const type = typeOf[extname(name)]
  const plain = type && (await readIfThere(join(folder, name)))
  if (!plain) return undefined
  if (!compressible.test(type)) return { type, plain, br: undefined, gzip: undefined }
  const [br, gz] = await Promise.all([
    // 9 of 11: the last two steps cost ten times the time for two in a hundred bytes.
    brotli(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    gzipped(plain, { level: 9 }),
  ])
  return { type, plain, br, gzip: gz }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** RFC 9110 section 12.5.3, as far as browsers use it: listed, and not with a weight of nought. */
function accepts(header: string | undefined, coding: string): boolean {
  return (header ?? '').split(',').some((item) => {
    const [name = '', weight = ''] = item.split(';')
    return name.trim().toLowerCase() === coding && !/^\s*q=0(\.0*)?\s*$/.test(weight)
  })
}
