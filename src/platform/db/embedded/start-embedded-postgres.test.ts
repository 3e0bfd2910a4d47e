import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, describe, expect, it } from 'vitest'
import {
  createDataFolders,
  isRoot,
  needsRoot,
  nobody,
  postgresPid,
  runServerProcess,
} from './fixtures/data-folders.ts'
import { DataDirInUse, findRunningEmbeddedPostgres, startEmbeddedPostgres } from './index.ts'
import { identifyProcess } from './processes.ts'

const folders = createDataFolders()
afterAll(() => folders[Symbol.asyncDispose]())

const silent = () => undefined
const start = (dataDir: string) => startEmbeddedPostgres({ dataDir, log: silent, fsync: false })

async function query(url: string, text: string): Promise<Record<string, unknown>> {
  const sql = postgres(url, { max: 1, onnotice: silent })
  try {
    const [row] = await sql.unsafe(text)
    return row ?? {}
  } finally {
    await sql.end()
  }
}

describe('a first start', () => {
  it('makes a cluster with checksums, in UTF-8, whose owner is no superuser', async () => {
    await using server = await startEmbeddedPostgres({ dataDir: await folders.used(), log: silent })
    const facts = `select current_setting('data_checksums') as checksums, current_setting('fsync') as fsync,
      current_setting('server_encoding') as encoding, current_setting('is_superuser') as superuser,
      (select datlocale from pg_database where datname = current_database()) as locale`
    expect(await query(server.url, facts)).toEqual({
      checksums: 'on',
      fsync: 'on',
      encoding: 'UTF8',
      superuser: 'off',
      locale: 'C.UTF-8',
    })
  })

  it('keeps the password where only the owner of the server can read it', async () => {
    const dataDir = await folders.used()
    expect((await stat(join(dataDir, 'postgres-connection.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(dataDir, 'postgres'))).mode & 0o777).toBe(0o700)
  })

  it('is done again after one that was ended by kill -9 half way', async () => {
    const dataDir = folders.empty()
    const first = runServerProcess(dataDir)
    await expect
      .poll(async () => (await readdir(dataDir).catch(() => [])).join(), { interval: 5, timeout: 30_000 })
      .toContain('postgres.making-')
    await first.kill()
    await using server = await start(dataDir)
    expect(await query(server.url, 'select 1 as one')).toEqual({ one: 1 })
    expect((await readdir(dataDir)).filter((name) => name.includes('making'))).toEqual([])
  })
})

describe('a later start', () => {
  it('refuses anyone without the password', async () => {
    await using server = await start(await folders.used())
    const url = new URL(server.url)
    url.password = 'wrong'
    await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('makes the database that is asked for', async () => {
    await using server = await startEmbeddedPostgres({
      dataDir: await folders.used(),
      log: silent,
      fsync: false,
      database: 'other-name',
    })
    expect(await query(server.url, 'select current_database() as name')).toEqual({ name: 'other-name' })
  })

  it('sets a new password when the file with the old one is lost', async () => {
    const dataDir = await folders.used()
    await rm(join(dataDir, 'postgres-connection.json'))
    await using server = await start(dataDir)
    expect(await query(server.url, 'select 1 as one')).toEqual({ one: 1 })
  })

  it('refuses a cluster of another major version and says what to do', async () => {
    const dataDir = await folders.used()
    await writeFile(join(dataDir, 'postgres/PG_VERSION'), '17\n')
    await expect(start(dataDir)).rejects.toThrow(/PostgreSQL 17.*DATABASE_URL/s)
    // And the folder is free for the release that made it.
    await expect(start(dataDir)).rejects.toThrow(/PostgreSQL 17/)
  })

  it('tells why PostgreSQL does not start', async () => {
    const dataDir = await folders.used()
    await writeFile(join(dataDir, 'postgres/postgresql.conf'), 'no_such_setting = 1\n')
    await expect(start(dataDir)).rejects.toThrow(/no_such_setting/)
  })

  it('gives a cluster that root restored back to the account that PostgreSQL runs as', async ({ skip }) => {
    skip(!isRoot, needsRoot)
    const dataDir = await folders.used()
    const { chownSync, readdirSync } = await import('node:fs')
    const cluster = join(dataDir, 'postgres')
    for (const name of ['', ...readdirSync(cluster, { recursive: true, encoding: 'utf8' })]) {
      chownSync(join(cluster, name), 0, 0)
    }
    await using server = await start(dataDir)
    expect(await query(server.url, 'select 1 as one')).toEqual({ one: 1 })
  })
})

describe('a second server on the same folder', () => {
  it('is refused with the pid of the first', async () => {
    const dataDir = await folders.used()
    await using _ = await start(dataDir)
    const refusal: unknown = await start(dataDir).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(DataDirInUse)
    expect(refusal).toMatchObject({ pid: process.pid })
  })

  it('is refused when it is another process', async () => {
    const dataDir = await folders.used()
    await using _ = await start(dataDir)
    const second = runServerProcess(dataDir)
    const { failed } = await second.until((line) => line.failed !== undefined)
    await second.end()
    expect(failed).toContain(`(pid ${process.pid})`)
  })
})

describe('findRunningEmbeddedPostgres', () => {
  it('finds the connection of a running server, and none when it has stopped', async () => {
    const dataDir = await folders.used()
    const server = await start(dataDir)
    expect(await findRunningEmbeddedPostgres(dataDir)).toEqual(server.connection)
    await server[Symbol.asyncDispose]()
    expect(await findRunningEmbeddedPostgres(dataDir)).toBeUndefined()
  })

  it('finds nothing where no server ever was', async () => {
    expect(await findRunningEmbeddedPostgres(folders.empty())).toBeUndefined()
  })
})

describe('stopping', () => {
  it('ends PostgreSQL though connections are open', async () => {
    const dataDir = await folders.used()
    const server = await start(dataDir)
    const pid = await postgresPid(dataDir)
    const sql = postgres(server.url, { max: 2, onnotice: silent })
    await sql`select 1`
    await server[Symbol.asyncDispose]()
    expect(identifyProcess(pid)).toBeUndefined()
    await sql.end({ timeout: 0 })
  })
})

describe('accounts and folders', () => {
  it('runs as an ordinary user', async ({ skip }) => {
    skip(!isRoot, needsRoot)
    const parent = folders.empty()
    await mkdir(parent, { mode: 0o777 })
    await chmod(parent, 0o777)
    const server = runServerProcess(join(parent, 'data'), { user: nobody })
    const line = await server.until(({ url, failed }) => url !== undefined || failed !== undefined)
    expect(line.failed).toBeUndefined()
    expect(await query(line.url ?? '', 'select 1 as one')).toEqual({ one: 1 })
    await server.end()
    expect((await stat(join(parent, 'data/postgres'))).uid).toBe(nobody.uid)
  })

  it('works in a folder that only root may enter', async ({ skip }) => {
    skip(!isRoot, needsRoot)
    const closed = folders.empty()
    await mkdir(closed, { mode: 0o700 })
    await using server = await start(join(closed, 'data'))
    expect(await query(server.url, 'select 1 as one')).toEqual({ one: 1 })
  })

  it('refuses as an ordinary user a cluster that belongs to another', async ({ skip }) => {
    skip(!isRoot, needsRoot)
    const dataDir = await folders.used()
    await chmod(dataDir, 0o777)
    const server = runServerProcess(dataDir, { user: { uid: 12_345, gid: 12_345 } })
    const { failed } = await server.until((line) => line.failed !== undefined)
    await server.end()
    expect(failed).toMatch(/belongs to uid|EACCES/)
  })
})
