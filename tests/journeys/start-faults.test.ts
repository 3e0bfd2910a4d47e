import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'

let folder: string
let database: Awaited<ReturnType<typeof freshDatabase>>
let other: Server
let taken: number

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-start-'))
  await writeFile(join(folder, 'file'), '')
  database = await freshDatabase()
  other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  taken = (other.address() as AddressInfo).port
})

afterAll(async () => {
  other?.close()
  await rm(folder, { recursive: true, force: true })
})

/** Starts the server as `npm start` does, and waits for its end: one that hung would not come back. */
function start(environment: Record<string, string>): Promise<{ code: number | null; err: string }> {
  const given = { PATH: process.env['PATH'] ?? '', CAIRN_GAZETTEER: 'off', DATA_DIR: join(folder, 'data') }
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['src/main.ts'],
      { cwd: new URL('../..', import.meta.url), env: { ...given, ...environment }, timeout: 110_000 },
      (_error, _out, err) => resolve({ code: child.exitCode, err }),
    )
  })
}

it('ends where another program uses its port, and says so', async () => {
  const ended = await start({ DATABASE_URL: database.url, PORT: String(taken) })
  expect(ended).toEqual({
    code: 1,
    err: expect.stringContaining(`127.0.0.1:${taken}: another program uses it`),
  })
}, 120_000)

it('ends where the numbers have no port, and says by which setting', async () => {
  const ended = await start({
    DATABASE_URL: database.url,
    PORT: '0',
    CAIRN_METRICS: `127.0.0.1:${taken}`,
  })
  expect(ended).toEqual({ code: 1, err: expect.stringContaining('(CAIRN_METRICS)') })
}, 120_000)

it.each([
  ['is a file', 'file', 'it is a file'],
  ['lies below one', 'file/data', 'a part of it is a file'],
])(
  'ends where its data folder %s, and says what to do',
  async (_what, name, why) => {
    const { code, err } = await start({ DATA_DIR: join(folder, name) })
    expect([code, err]).toEqual([1, expect.stringContaining(`${why}. Make room`)])
    expect(err).toContain('DATA_DIR')
  },
  120_000,
)

it('ends where a file system makes no folders', async () => {
  const { code, err } = await start({ DATA_DIR: '/proc/cairn' })
  expect([code, err]).toEqual([1, expect.stringContaining('it cannot be made there')])
}, 120_000)

it('ends without its database, names it, and keeps the password for itself', async () => {
  const { code, err } = await start({ DATABASE_URL: 'postgres://cairn:hunter2@127.0.0.1:1/cairn' })
  expect([code, err]).toEqual([
    1,
    expect.stringContaining('(127.0.0.1:1/cairn) cannot be used: nothing listens'),
  ])
  expect(err).not.toContain('hunter2')
}, 120_000)
