import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A mirror that is not known, or does not answer. */
export class OutOfReach extends Error {}

/** From where this machine has its Debian: other suites lie beside its own. @throws OutOfReach */
export async function findMirror(): Promise<string> {
  const format = ['indextargets', '--format', '$(REPO_URI) $(CODENAME)', 'Identifier: Packages']
  const { stdout } = await run('apt-get', format)
  const mirror = /^(\S+) bookworm$/m.exec(stdout)?.[1]
  if (mirror === undefined) throw new OutOfReach('apt knows no mirror of Debian 12.')
  return mirror
}
