import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type FoundProgram, findDebianProgram } from './find-debian-program.ts'

const run = promisify(execFile)
const version = '2.75-2~bpo12+1'

/** The program that `CAIRN_PEER_SNAC` names, or snac2 from Debian's backports. */
export async function findSnac(): Promise<FoundProgram> {
  const named = process.env['CAIRN_PEER_SNAC']
  if (named) return { kind: 'found', program: named, version: await versionOf(named) }
  const program = 'usr/bin/snac'
  const wanted = { package: 'snac2', version, suite: 'bookworm-backports', program }
  return findDebianProgram({ ...wanted, required: 'CAIRN_TEST_SNAC' }, versionOf)
}

/** Without arguments it prints its usage; where a library is missing, it does not even start. */
async function versionOf(program: string): Promise<string> {
  const { stdout } = await run(program).catch((error: { stdout?: string }) => {
    if (error.stdout) return { stdout: error.stdout }
    throw error
  })
  return /^snac (\S+)/.exec(stdout)?.[1] ?? ''
}
