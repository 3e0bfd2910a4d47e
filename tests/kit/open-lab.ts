import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Lab } from '../../lab/lab.ts'
import { createPicture } from '../../lab/live/picture.ts'
import { claimFolder, folderPrefix, removeRun } from '../../lab/topology/clean-up.ts'

/** A lab without page and report, for tests that take its parts: what was taken last ends first, then its folder goes. */
export async function openLab(): Promise<Lab & AsyncDisposable> {
  const stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), folderPrefix))
  // PostgreSQL runs as another user than root and must get to its folder.
  await chmod(folder, 0o755)
  await claimFolder(folder)
  stack.defer(async () => void (await removeRun(folder)))
  return {
    folder,
    signal: new AbortController().signal,
    picture: createPicture(),
    marks: [],
    now: () => performance.now(),
    say: () => undefined,
    mark: () => undefined,
    use: (thing) => stack.use(thing),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
