import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { createDataFolders, isRoot, nobody, postgresPid, runServerProcess } from './fixtures/data-folders.ts'
import { DataDirInUse, startEmbeddedPostgres } from './index.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { identifyProcess } from './processes.ts'
import { resolveBinaries } from './resolve-binaries.ts'
import { chooseRunAs, spawnAs } from './run-as.ts'
import { runPostmaster } from './run-postmaster.ts'
import { serverArguments } from './server-settings.ts'
import { supervise } from './supervise.ts'

const folders = createDataFolders()
afterAll(() => folders[Symbol.asyncDispose]())

const silent = () => undefined
const gone = (pid: number) =>
  expect.poll(() => identifyProcess(pid), { timeout: 20_000, interval: 10 }).toBeUndefined()

async function ledger(url: string): Promise<number[]> {
  const sql = postgres(url, { max: 1, onnotice: silent })
  try {
    const rows = await sql<{ n: number }[]>`select n from ledger order by n`
    return rows.map(({ n }) => n)
  } finally {
    await sql.end()
  }
}

function acknowledged(lines: readonly { acknowledged?: number }[]): number[] {
  return lines.flatMap((line) => line.acknowledged ?? [])
}

/** A PostgreSQL as an earlier server left it: with nobody to look after it. */
async function abandon(dataDir: string): Promise<{ pid: number }> {
  const clusterDir = join(dataDir, 'postgres')
  const binaries = await resolveBinaries()
  const { runAs } = await chooseRunAs({ program: binaries.postgres, dataDir, clusterDir })
  const args = serverArguments({ clusterDir, port: 19_432, fsync: false, maxConnections: 10 })
  const child = spawnAs(runAs, 'INT', [binaries.postgres, ...args], { stdio: 'ignore' })
  const isReady = async () => (await readPostmasterFile(clusterDir))?.ready
  await expect.poll(isReady, { timeout: 20_000, interval: 10 }).toBe(true)
  return { pid: child.pid ?? 0 }
}

async function leavePostmasterFile(dataDir: string, pid: number): Promise<void> {
  const lines = [pid, join(dataDir, 'postgres'), 1_795_511_595, 19_434, '', '127.0.0.1', '', 'ready']
  await writeFile(join(dataDir, 'postgres/postmaster.pid'), `${lines.join('\n')}\n`)
}

describe('kill -9 of PostgreSQL', () => {
  it('starts it again on the same port, for the same pool, with every acknowledged row', async () => {
    const dataDir = await folders.used()
    await using server = await startEmbeddedPostgres({ dataDir, log: silent })
    const sql = postgres(server.url, { max: 2, onnotice: silent, backoff: () => 0.05 })
    await sql`create table ledger (n int)`
    await sql`insert into ledger (n) values (1)`
    const before = await postgresPid(dataDir)
    process.kill(before, 'SIGKILL')
    await gone(before)
    await expect
      .poll(() => sql`select n from ledger`.catch(() => []), { timeout: 20_000 })
      .toEqual([{ n: 1 }])
    expect(await postgresPid(dataDir)).not.toBe(before)
    await sql.end()
  })

  it('starts it again each time', async () => {
    const dataDir = await folders.used()
    await using _ = await startEmbeddedPostgres({ dataDir, log: silent, fsync: false })
    for (let time = 1; time <= 3; time++) {
      const before = await postgresPid(dataDir)
      process.kill(before, 'SIGKILL')
      await expect.poll(() => postgresPid(dataDir).catch(() => before), { timeout: 20_000 }).not.toBe(before)
    }
  })

  it('gives up, and says so, when it does not come back', async () => {
    const dataDir = await folders.used()
    const clusterDir = join(dataDir, 'postgres')
    const binaries = await resolveBinaries()
    const { runAs } = await chooseRunAs({ program: binaries.postgres, dataDir, clusterDir })
    const args = serverArguments({ clusterDir, port: 19_433, fsync: false, maxConnections: 10 })
    const messages: string[] = []
    const log = (_: string, message: string) => void messages.push(message)
    const launch = async () => runPostmaster({ runAs, program: binaries.postgres, args, clusterDir, log })
    await using supervised = await supervise({ launch, log, delaysMs: [0, 0] })
    await rename(join(clusterDir, 'global/pg_control'), join(clusterDir, 'pg_control.lost'))
    process.kill(supervised.pid(), 'SIGKILL')
    expect(await supervised.exited).toMatchObject({ code: expect.any(Number) as number })
    expect(messages).toContain('PostgreSQL ends again and again; giving up')
  })
})

describe('kill -9 of the server', () => {
  it('ends PostgreSQL as well, and loses no acknowledged row', async () => {
    const dataDir = await folders.used()
    const server = runServerProcess(dataDir, { write: true })
    await server.until((line) => (line.acknowledged ?? 0) >= 40)
    const pid = await postgresPid(dataDir)
    await server.kill()
    await gone(pid)
    await using next = await startEmbeddedPostgres({ dataDir, log: silent })
    expect(await ledger(next.url)).toEqual(expect.arrayContaining(acknowledged(server.lines)))
  })

  it('and of PostgreSQL in the same instant loses no acknowledged row', async () => {
    const dataDir = await folders.used()
    const server = runServerProcess(dataDir, { write: true })
    await server.until((line) => (line.acknowledged ?? 0) >= 40)
    process.kill(await postgresPid(dataDir), 'SIGKILL')
    await server.kill()
    await using next = await startEmbeddedPostgres({ dataDir, log: silent })
    expect(await ledger(next.url)).toEqual(expect.arrayContaining(acknowledged(server.lines)))
  })

  it('ends PostgreSQL on systems without setpriv too', async () => {
    const dataDir = await folders.used()
    const script = new URL('fixtures/server-without-setpriv.ts', import.meta.url).pathname
    const server = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [chunk] = (await once(server.stdout, 'data')) as [Buffer]
    const pid = Number(chunk.toString())
    expect(identifyProcess(pid)).toBeDefined()
    server.kill('SIGKILL')
    await gone(pid)
  })
})

describe('what an earlier run has left', () => {
  it('is stopped when it is a PostgreSQL on this folder', async () => {
    const dataDir = await folders.used()
    const { pid } = await abandon(dataDir)
    await using _ = await startEmbeddedPostgres({ dataDir, log: silent, fsync: false })
    expect(identifyProcess(pid)).toBeUndefined()
  })

  it('is left alone when the folder was moved under a running PostgreSQL', async () => {
    const dataDir = await folders.used()
    const { pid } = await abandon(dataDir)
    const moved = folders.empty()
    await rename(dataDir, moved)
    await expect(startEmbeddedPostgres({ dataDir: moved, log: silent })).rejects.toThrow(DataDirInUse)
    expect(identifyProcess(pid)).toBeDefined()
    process.kill(pid, 'SIGKILL')
    await gone(pid)
  })

  it('does not hinder a start when its PostgreSQL is a zombie that nobody reaps', async () => {
    const dataDir = await folders.used()
    const parent = spawn('/bin/sh', ['-c', 'true & echo $!; exec sleep 60'], isRoot ? nobody : {})
    const [chunk] = (await once(parent.stdout, 'data')) as [Buffer]
    const zombie = Number(chunk.toString())
    await gone(zombie)
    await leavePostmasterFile(dataDir, zombie)
    await using _ = await startEmbeddedPostgres({ dataDir, log: silent, fsync: false })
    expect(await postgresPid(dataDir)).not.toBe(zombie)
    parent.kill()
  })

  it("does not hinder a start when the pid in PostgreSQL's file belongs to a stranger now", async () => {
    const dataDir = await folders.used()
    // The same user as PostgreSQL's: of another user's process PostgreSQL itself knows that it is a stranger.
    const stranger = spawn('sleep', ['60'], isRoot ? nobody : {})
    await once(stranger, 'spawn')
    await leavePostmasterFile(dataDir, stranger.pid ?? 0)
    await using _ = await startEmbeddedPostgres({ dataDir, log: silent, fsync: false })
    expect(identifyProcess(stranger.pid ?? 0)).toBeDefined()
    stranger.kill()
  })
})
