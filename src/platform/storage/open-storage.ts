import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { constants, copyFile, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { ByteRange, Storage, StorageSource, StoredObject } from './storage.ts'
import { BadStorageKey, typeOfStorageKey } from './storage-key.ts'
import type { StoredType } from './stored-types.ts'

const unfinishedDir = 'unfinished'
const unfinishedForMs = 24 * 60 * 60 * 1000

/**
 * Opens the storage in a folder, which is made when it is missing, and clears away what a killed server left
 * half written more than a day ago (several processes may share the folder).
 */
export function openStorage(needs: { readonly dir: string }): Storage {
  const { dir } = needs
  mkdirSync(join(dir, unfinishedDir), { recursive: true, mode: 0o750 })
  sweepUnfinished(join(dir, unfinishedDir))
  return {
    put: (key, source, { contentType }) => put(dir, key, source, contentType),
    open: (key, range) => openObject(dir, key, range),
    async remove(key) {
      await rm(pathOf(dir, key), { force: true })
    },
    async sizeOf(key) {
      const file = await openIfThere(pathOf(dir, key))
      const size = (await file?.stat())?.size
      await file?.close()
      return size
    },
  }
}

async function put(
  dir: string,
  key: string,
  source: StorageSource,
  contentType: StoredType,
): Promise<number> {
  const target = pathOf(dir, key)
  if (typeOfStorageKey(key) !== contentType) throw new BadStorageKey()
  const unfinished = join(dir, unfinishedDir, randomBytes(16).toString('hex'))
  try {
    const size = await writeDurably(unfinished, source)
    await makeDurableFolders(dir, dirname(target))
    await rename(unfinished, target)
    await syncFolder(dirname(target))
    return size
  } catch (cause) {
    await rm(unfinished, { force: true })
    throw cause
  }
}

async function writeDurably(path: string, source: StorageSource): Promise<number> {
  if ('path' in source)
    await copyFile(source.path, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  await using file = await open(path, 'path' in source ? 'r+' : 'wx', 0o640)
  if (!('path' in source)) await file.writeFile(source)
  await file.sync()
  return (await file.stat()).size
}

/** A new folder is on disk only once its parent is: otherwise a power cut loses the file with the folder. */
async function makeDurableFolders(dir: string, folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true, mode: 0o750 })
  if (firstMade === undefined) return
  await syncFolder(dirname(folder))
  await syncFolder(dir)
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}

async function openObject(
  dir: string,
  key: string,
  range: ByteRange | undefined,
): Promise<StoredObject | undefined> {
  const path = pathOf(dir, key)
  const contentType = typeOfStorageKey(key)
  const file = await openIfThere(path)
  if (!file || !contentType) return undefined
  const { size } = await file.stat()
  return { stream: readStream(file, range), size, contentType }
}

function readStream(file: FileHandle, range: ByteRange | undefined): Readable {
  return file.createReadStream(range ? { start: range.first, end: range.last } : {})
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function pathOf(dir: string, key: string): string {
  if (typeOfStorageKey(key) === undefined) throw new BadStorageKey()
  return join(dir, key)
}

function sweepUnfinished(folder: string): void {
  const before = Date.now() - unfinishedForMs
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const found = statSync(path, { throwIfNoEntry: false })
    if (found && found.mtimeMs < before) rmSync(path, { force: true })
  }
}
