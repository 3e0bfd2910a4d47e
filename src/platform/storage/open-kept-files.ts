import { mkdirSync } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Id } from '#platform/ids/index.ts'

/** Files that only this server reads, for a while: never given out. Named by an id of their owner's. */
export interface KeptFiles {
  /** Copies a file to be kept. */
  keep(id: Id<string>, path: string): Promise<void>
  pathOf(id: Id<string>): string
  /** What is not there any more is no fault. */
  remove(id: Id<string>): Promise<void>
}

/** Opens a folder of kept files; it is made when it is missing. */
export function openKeptFiles({ dir }: { readonly dir: string }): KeptFiles {
  mkdirSync(dir, { recursive: true, mode: 0o750 })
  const pathOf = (id: Id<string>) => join(dir, String(BigInt(id)))
  return {
    keep: (id, path) => copyFile(path, pathOf(id)),
    pathOf,
    remove: (id) => rm(pathOf(id), { force: true }),
  }
}
