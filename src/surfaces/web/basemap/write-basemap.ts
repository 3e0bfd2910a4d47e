import { randomBytes } from 'node:crypto'
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { serialize } from 'node:v8'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { presentAreas, readAreas, readBorders, type Topology } from './convert-topology.ts'
import { type Shapes, toShape } from './to-shape.ts'

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)
const served = ['land.json', 'countries.json'] as const

/**
 * Converts Natural Earth (world-atlas, 1:50 million) and writes `land.json`, `countries.json` (each also as `.gz`) and
 * `shapes.bin` (serialised `Shapes`) into `folder`, which appears whole or not at all. Takes about a second of a
 * processor: call it in a thread of its own.
 */
export async function writeBasemap(folder: string): Promise<void> {
  if (await isThere(join(folder, 'shapes.bin'))) return
  const draft = join(dirname(folder), `draft-${randomName()}`)
  await mkdir(draft, { recursive: true })
  try {
    const [land, countries] = await Promise.all([
      readAtlas(import.meta.resolve('world-atlas/land-50m.json')),
      readAtlas(import.meta.resolve('world-atlas/countries-50m.json')),
    ])
    const coasts = readAreas(land, 'land')
    await Promise.all([
      writePacked(join(draft, 'land.json'), presentAreas(coasts)),
      writePacked(join(draft, 'countries.json'), presentAreas(readAreas(countries, 'countries'))),
    ])
    const shapes: Shapes = {
      land: coasts.flatMap((area) => area.polygons.map(toShape)),
      borders: readBorders(countries).map((line) => toShape([line])),
    }
    await writeFile(join(draft, 'shapes.bin'), serialize(shapes))
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // Another process of the same server may have been quicker; what it wrote is the same.
    if (!(await isThere(join(folder, 'shapes.bin')))) throw error
  }
}

/** Adds the `.br` of what is served: a third smaller than gzip, but seconds of work, so nobody waits for it. */
export async function packBasemap(folder: string): Promise<void> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 10,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  }
  for (const name of served) {
    const path = join(folder, `${name}.br`)
    if (await isThere(path)) continue
    const draft = `${path}.${randomName()}`
    await writeFile(draft, await brotli(await readFile(join(folder, name)), { params }))
    await rename(draft, path)
  }
}

/** Whether both acts are done. */
export async function isBasemapComplete(folder: string): Promise<boolean> {
  const files = ['shapes.bin', ...served.flatMap((name) => [name, `${name}.gz`, `${name}.br`])]
  return (await Promise.all(files.map((name) => isThere(join(folder, name))))).every(Boolean)
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function readAtlas(address: string): Promise<Topology> {
  return JSON.parse(await readFile(fileURLToPath(address), 'utf8')) as Topology
}

async function writePacked(path: string, content: object): Promise<void> {
  const text = JSON.stringify(content)
  await Promise.all([
    writeFile(path, text),
    gzipped(text, { level: 9 }).then((gz) => writeFile(`${path}.gz`, gz)),
  ])
}

const randomName = () => randomBytes(6).toString('hex')
