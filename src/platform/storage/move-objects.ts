import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Storage } from './storage.ts'
import { typeOfStorageKey } from './storage-key.ts'

export interface Moved {
  readonly copied: number
  readonly bytes: number
  /** There already, of the same size. */
  readonly kept: number
}

const atOnce = 8

/**
 * Copies every object of a folder into a storage. What is there already is not sent again, so it may be ended and begun
 * anew; what is removed meanwhile is removed there, too.
 * @param onProgress after each object: how many of all are done
 */
export async function moveObjects(
  dir: string,
  to: Pick<Storage, 'put' | 'remove' | 'sizeOf'>,
  onProgress: (done: number, total: number) => void,
): Promise<Moved> {
  const keys = await listKeys(dir)
  let [copied, bytes, kept, done, next] = [0, 0, 0, 0, 0]
  const work = async () => {
    for (let key = keys[next++]; key !== undefined; key = keys[next++]) {
      const outcome = await moveOne(dir, key, to)
      if (outcome === 'kept') kept += 1
      else if (outcome !== 'gone') {
        copied += 1
        bytes += outcome
      }
      done += 1
      onProgress(done, keys.length)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return { copied, bytes, kept }
}

async function moveOne(
  dir: string,
  key: string,
  to: Pick<Storage, 'put' | 'remove' | 'sizeOf'>,
): Promise<number | 'kept' | 'gone'> {
  const path = join(dir, key)
  const contentType = typeOfStorageKey(key)
  const size = await sizeOfFile(path)
  if (size === undefined || !contentType) return 'gone'
  if ((await to.sizeOf(key)) === size) return 'kept'
  const sent = await to.put(key, { path }, { contentType })
  if ((await sizeOfFile(path)) !== undefined) return sent
  // Somebody deleted it while it was sent.
  await to.remove(key)
  return 'gone'
}

async function sizeOfFile(path: string): Promise<number | undefined> {
  return stat(path).then(
    (found) => found.size,
    () => undefined,
  )
}

/** `ab/cd/….jpg` of two levels of folders; whatever storage did not name is none of its business. */
async function listKeys(dir: string): Promise<string[]> {
  const keys: string[] = []
  for (const first of await foldersOf(dir))
    for (const second of await foldersOf(join(dir, first)))
      for (const name of await readdir(join(dir, first, second))) {
        const key = `${first}/${second}/${name}`
        if (typeOfStorageKey(key) !== undefined) keys.push(key)
      }
  return keys
}

async function foldersOf(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory() && entry.name.length === 2).map(({ name }) => name)
}
