import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type FoundProgram, findDebianProgram } from './find-debian-program.ts'

const run = promisify(execFile)

/** nats-server from Debian's sid: that of Debian 12 is too old (2.9). */
export function findNatsServer(): Promise<FoundProgram> {
  return findDebianProgram(
    { package: 'nats-server', suite: 'sid', program: 'usr/sbin/nats-server', required: 'CAIRN_TEST_NATS' },
    async (program) => {
      const { stdout } = await run(program, ['--version'])
      return /v(\S+)/.exec(stdout)?.[1] ?? ''
    },
  )
}
