import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = new URL('../../', import.meta.url).pathname

/** The version from which this one can be reached without a stop: a commit, moved on at each release. */
const previous = 'eabc0230c3796208568ed7549ac73835b4e44182'

/** Whether this checkout has the history to take it from; one that was downloaded has not. */
export const hasPreviousVersion = await run('git', ['cat-file', '-e', `${previous}:package.json`], {
  cwd: root,
}).then(
  () => true,
  () => false,
)

/** The sources of the version before, with the packages of this one; gone when disposed of. */
export async function unpackPreviousVersion(): Promise<{ readonly root: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-previous-'))
  const archive = join(folder, 'sources.tar')
  const wanted = ['package.json', 'src', 'migrations']
  await run('git', ['archive', '--output', archive, previous, ...wanted], { cwd: root })
  await run('tar', ['-xf', archive, '-C', folder])
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await symlink(join(root, 'client'), join(folder, 'client'))
  return {
    root: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
