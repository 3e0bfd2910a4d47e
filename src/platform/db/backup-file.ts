import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline as pipe } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { AppliedMigration } from './migration-files.ts'
import { CannotCopy, type Table } from './whole-tables.ts'

/** What a backup says of itself, before all else. */
export interface BackupManifest {
  readonly format: typeof format
  /** Of Cairn, which wrote it. */
  readonly version: string
  /** The public address of the server. */
  readonly origin: string
  readonly madeAt: string
  /** All that were applied, in order. */
  readonly migrations: readonly AppliedMigration[]
  /** In the order in which their rows follow, in PostgreSQL's text format of COPY. */
  readonly tables: readonly (Table & { readonly rows: number; readonly sum: string })[]
  readonly secrets: Readonly<Record<string, string>>
}

export const format = 'cairn-backup-1'

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Rows are gathered to this many bytes. */
const gatheredBytes = 64 * 1024
const maxBlockBytes = 1024 * 1024
const maxManifestBytes = 4 * 1024 * 1024
const sumBytes = 32

/**
 * Writes a backup: gzip of the manifest, one section for each table, and the SHA-256 of both. A section is a row of blocks,
 * each behind its length (four bytes, the highest first), up to an empty one. The file appears when all of it is on
 * the disk, readable by its owner alone.
 * @throws CannotCopy when there is such a file already
 */
export async function writeBackupFile(
  file: string,
  manifest: BackupManifest,
  sections: AsyncIterable<Chunks>,
): Promise<void> {
  if (existsSync(file)) throw new CannotCopy(`${file} is there already. Name a new file.`)
  const unfinished = `${file}.${process.pid}.part`
  try {
    await pipeline(
      frame(manifest, sections),
      createGzip(),
      createWriteStream(unfinished, { mode: 0o600, flags: 'wx', flush: true }),
    )
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

async function* frame(manifest: BackupManifest, sections: AsyncIterable<Chunks>): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const section of prepend([Buffer.from(JSON.stringify(manifest))], sections))
    for await (const block of inBlocks(section)) {
      hash.update(block)
      yield block
    }
  yield hash.digest()
}

async function* prepend(first: Chunks, others: AsyncIterable<Chunks>): AsyncGenerator<Chunks> {
  yield first
  yield* others
}

async function* inBlocks(chunks: Chunks): AsyncGenerator<Uint8Array> {
  let gathered: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    gathered.push(chunk)
    size += chunk.length
    if (size < gatheredBytes) continue
    yield* split(Buffer.concat(gathered))
    gathered = []
    size = 0
  }
  yield* split(Buffer.concat(gathered))
  yield lengthOf(0)
}

function* split(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += maxBlockBytes) {
    const block = bytes.subarray(at, at + maxBlockBytes)
    yield lengthOf(block.length)
    yield block
  }
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes)
  return length
}

/** A backup as it is read, from its beginning to its end. */
export interface BackupReader extends AsyncDisposable {
  readonly manifest: BackupManifest
  /** The next table's rows; to be read to the end before the next one. */
  section(): AsyncIterable<Buffer>
  /** After all sections. @throws when anything differs from what was written */
  finish(): Promise<void>
}

/** @throws CannotCopy when it is no backup */
export async function openBackupFile(file: string): Promise<BackupReader> {
  const gunzip = createGunzip({ chunkSize: gatheredBytes })
  // Its outcome is the reader's: an error of the file or of gzip ends the reading.
  pipe(createReadStream(file), gunzip, () => undefined)
  const source = gunzip[Symbol.asyncIterator]()
  const { take, isAtEnd } = readFrom(source)
  const hash = createHash('sha256')
  async function* section(): AsyncGenerator<Buffer> {
    for (;;) {
      const head = await take(4)
      const length = head.readUInt32BE()
      if (length > maxBlockBytes) throw new Error('A block is longer than any that is written.')
      hash.update(head)
      if (length === 0) return
      const block = await take(length)
      hash.update(block)
      yield block
    }
  }
  try {
    return {
      manifest: await readManifest(section()),
      section,
      async finish() {
        const sum = await take(sumBytes)
        if (!sum.equals(hash.digest())) throw new Error('Its SHA-256 differs.')
        if (!(await isAtEnd())) throw new Error('Something follows its end.')
      },
      async [Symbol.asyncDispose]() {
        gunzip.destroy()
      },
    }
  } catch (error) {
    gunzip.destroy()
    throw error
  }
}

function readFrom(source: AsyncIterator<Buffer>) {
  let rest: Buffer = Buffer.alloc(0)
  return {
    async take(bytes: number): Promise<Buffer> {
      const parts = [rest]
      for (let size = rest.length; size < bytes; ) {
        const next = await source.next()
        if (next.done) throw new Error('It is cut short.')
        parts.push(next.value)
        size += next.value.length
      }
      const all = parts.length === 1 ? rest : Buffer.concat(parts)
      rest = all.subarray(bytes)
      return all.subarray(0, bytes)
    },
    isAtEnd: async () => rest.length === 0 && (await source.next()).done === true,
  }
}

async function readManifest(section: AsyncIterable<Buffer>): Promise<BackupManifest> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of section) {
    size += part.length
    if (size > maxManifestBytes) throw new Error('It says too much of itself.')
    parts.push(part)
  }
  const said = JSON.parse(Buffer.concat(parts).toString()) as { readonly format: string }
  if (said.format !== format) throw new Error(`It is of another format than ${format}.`)
  // The rest is what wrote it: the sum at the end says so.
  return said as BackupManifest
}

/**
 * Reads all of a backup, and changes nothing.
 * @returns what it says of itself
 * @throws CannotCopy when a byte is missing or differs from what was written
 */
export async function checkBackupFile(file: string): Promise<BackupManifest> {
  if (!existsSync(file)) throw new CannotCopy(`There is no file ${file}.`)
  try {
    await using backup = await openBackupFile(file)
    for (const _ of backup.manifest.tables) for await (const _block of backup.section());
    await backup.finish()
    return backup.manifest
  } catch (error) {
    throw new CannotCopy(`${file} is no backup of Cairn, or damaged, or cut short. Nothing was restored.`, {
      cause: error,
    })
  }
}
