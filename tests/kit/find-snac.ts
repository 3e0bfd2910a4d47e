import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type FoundProgram, findDebianProgram } from './find-debian-program.ts'

const run = promisify(execFile)
const version = '2.75-2~bpo12+1'

/** snac2 from Debian's backports. */
export function findSnac(): Promise<FoundProgram> {
  return findDebianProgram(
    {
      package: 'snac2',
      version,
      suite: 'bookworm-backports',
      program: 'usr/bin/snac',
      required: 'CAIRN_TEST_SNAC',
    },
    async (program) => {
      // Without arguments it prints its usage; where a library is missing, it does not even start.
      const { stdout } = await run(program).catch((error: { stdout?: string }) => {
        if (error.stdout) return { stdout: error.stdout }
        throw error
      })
      return /^snac (\S+)/.exec(stdout)?.[1] ?? ''
    },
  )
}
