import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { findPostgres } from '../../lab/topology/start-postgres.ts'

// All journeys run on the engines of `npm run lab -- cluster` by CAIRN_TEST_ON=cluster, which takes long. This one is part of
// every run: an app of others goes its way there, with three web and two worker processes.
const journey = 'tests/journeys/masto.test.ts'
const run = promisify(execFile)
const missing = process.env['CAIRN_TEST_ON'] ? 'the tests run on other engines already' : whatIsMissing()
if (missing) process.stderr.write(`Skipped: ${missing}\n`)

it.skipIf(missing !== undefined)(
  'lets the same app go the same way with JetStream, Patroni and a standby, and five processes behind HAProxy',
  async () => {
    const vitest = new URL('../../node_modules/vitest/vitest.mjs', import.meta.url).pathname
    // What the run around this one says of itself is not for that one.
    const environment = Object.entries(process.env).filter(([name]) => !/^(VITE|NODE_ENV|TEST)/.test(name))
    const { stdout } = await run(process.execPath, [vitest, 'run', journey, '--no-color'], {
      cwd: new URL('../../', import.meta.url).pathname,
      env: { ...Object.fromEntries(environment), CAIRN_TEST_ON: 'cluster' },
    })
    expect(stdout).toMatch(/Test Files +1 passed/)
  },
  600_000,
)

/** @throws Error where the engines are required (CAIRN_TEST_CLUSTER=required) and cannot be had */
function whatIsMissing(): string | undefined {
  const because = findOutWhatIsMissing()
  if (because && process.env['CAIRN_TEST_CLUSTER'] === 'required') throw new Error(because)
  return because
}

function findOutWhatIsMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'PostgreSQL under Patroni is started by root, for another user.'
  for (const program of ['/usr/bin/apt-get', '/usr/bin/dpkg', '/usr/bin/python3'])
    if (!existsSync(program)) return `here is no ${program}.`
  try {
    findPostgres()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
