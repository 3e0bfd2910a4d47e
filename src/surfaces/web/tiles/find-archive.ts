import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { Log } from '#platform/log/index.ts'
import { openArchive, type TileArchive } from './open-archive.ts'

export interface CurrentArchive {
  readonly archive: TileArchive
  /** Changes with the file. */
  readonly version: string
}

export interface ArchiveFinder extends AsyncDisposable {
  /** The file as it lies there now; undefined where there is none, or none that can be served. */
  look(): Promise<CurrentArchive | undefined>
  /** What `look` found last, without asking the disk. */
  last(): Promise<CurrentArchive | undefined>
}

/** Follows one path: a file that comes, goes or is replaced is noticed at the next look. */
export function findArchive({ path, log }: { readonly path: string; readonly log: Log }): ArchiveFinder {
  let known = ''
  let current: Promise<CurrentArchive | undefined> | undefined
  const openAs = async (version: string): Promise<CurrentArchive | undefined> => {
    try {
      return { archive: await openArchive(path), version }
    } catch (error) {
      log.warn('The file of the detailed map cannot be served.', { path, error })
      return undefined
    }
  }
  const look = async (): Promise<CurrentArchive | undefined> => {
    const version = await versionOf(path)
    if (current && version === known) return current
    const before = current
    known = version
    current = version === '' ? Promise.resolve(undefined) : openAs(version)
    // Closing waits for reads that are under way.
    await (await before)?.archive[Symbol.asyncDispose]()
    return current
  }
  return {
    look,
    last: () => current ?? look(),
    async [Symbol.asyncDispose]() {
      await (await current)?.archive[Symbol.asyncDispose]()
    },
  }
}

/** Empty where there is no file. */
async function versionOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined)
  if (!found?.isFile()) return ''
  const { ino, size, mtimeNs } = found
  return createHash('sha256').update(`${ino} ${size} ${mtimeNs}`).digest('hex').slice(0, 12)
}
