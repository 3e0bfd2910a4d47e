import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Pictures that were drawn, as files. Their folder may be emptied at any time. */
export interface MapCache {
  find(key: string): Promise<Buffer | undefined>
  /** Keeps a picture; beyond the bound the oldest tenth goes. */
  keep(key: string, picture: Buffer): Promise<void>
}

/** @param options.mostFiles how many may lie in the folder. */
export function openMapCache({ folder, mostFiles }: { folder: string; mostFiles: number }): MapCache {
  let count: number | undefined
  const trim = async () => {
    count ??= (await readdir(folder)).length
    if (count <= mostFiles) return
    await removeOldest(folder, Math.floor(mostFiles * 0.9))
    count = (await readdir(folder)).length
  }
  return {
    find: (key) => readFile(pathOf(folder, key)).catch(() => undefined),
    async keep(key, picture) {
      await mkdir(folder, { recursive: true })
      const draft = join(folder, `${randomBytes(6).toString('hex')}.draft`)
      await writeFile(draft, picture)
      await rename(draft, pathOf(folder, key))
      if (count !== undefined) count++
      await trim()
    },
  }
}

function pathOf(folder: string, key: string): string {
  if (!/^[\d-]{1,80}$/.test(key)) throw new Error('This is no key of a map.')
  return join(folder, `${key}.png`)
}

async function removeOldest(folder: string, remaining: number): Promise<void> {
  const names = await readdir(folder)
  const files = await Promise.all(
    names.map(async (name) => ({
      name,
      // What another process has just removed counts as oldest: removing it twice harms nobody.
      at: (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  )
  files.sort((a, b) => a.at - b.at || a.name.localeCompare(b.name))
  for (const { name } of files.slice(0, Math.max(0, files.length - remaining)))
    await rm(join(folder, name), { force: true })
}
