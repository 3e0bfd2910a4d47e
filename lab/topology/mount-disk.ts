import { execFile } from 'node:child_process'
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Lab } from '../lab.ts'

const run = promisify(execFile)

/** A disk of its own: an image with a file system, mounted by a loop device. */
export interface Disk {
  readonly path: string
  /**
   * What would be on it after a loss of power at this moment: the image without what only the kernel's memory holds.
   * To be called when everything that writes has been killed.
   * @returns where the copy is mounted, its journal replayed
   */
  afterPowerCut(): Promise<string>
}

/** @param options.mebibytes a small one is soon full */
export async function mountDisk(lab: Lab, options: { name: string; mebibytes: number }): Promise<Disk> {
  const { name, mebibytes } = options
  const image = join(lab.folder, `${name}.img`)
  await run('truncate', ['-s', `${mebibytes}M`, image])
  await run('mkfs.ext4', ['-q', '-F', '-m', '0', image], { timeout: 60_000 })
  const path = join(lab.folder, name)
  await mountImage(lab, image, path)
  return {
    path,
    async afterPowerCut() {
      const copy = `${image}.cut`
      await run('cp', ['--sparse=always', image, copy], { timeout: 60_000 })
      const there = `${path}-after`
      await mountImage(lab, copy, there)
      return there
    },
  }
}

async function mountImage(lab: Lab, image: string, path: string): Promise<void> {
  await mkdir(path, { recursive: true })
  await run('mount', ['-o', 'loop', image, path], { timeout: 60_000 })
  lab.use({ [Symbol.asyncDispose]: () => unmount(path) })
  await chmod(path, 0o777)
}

/** Lazily, because what was killed may hold it for a moment; the loop device goes with it. */
async function unmount(path: string): Promise<void> {
  await run('umount', ['-l', path])
}
