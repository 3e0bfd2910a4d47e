import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { freePort } from '#kit/free-port.ts'
import type { Lab } from '../lab.ts'
import { type LabProcess, startProcess } from './start-process.ts'
import { InVain, waitFor } from './wait-for.ts'

const run = promisify(execFile)

/** PostgreSQL does not run as root. */
export const nobody = { uid: 65_534, gid: 65_534 }

/** A PostgreSQL of the lab's own making, to be killed, starved and copied. */
export interface PostgresNode {
  readonly name: string
  readonly port: number
  readonly dataDir: string
  url(database: string): string
  process(): LabProcess
  /** Makes a standby a primary. */
  promote(): Promise<void>
}

export interface PostgresOptions {
  readonly name: string
  /** Default: a free one. */
  readonly port?: number
  /** Made when it is not there. */
  readonly dataDir?: string
  /** Further settings, `name=value`. */
  readonly settings?: readonly string[]
  /** A copy of this one that follows it. */
  readonly standbyOf?: PostgresNode
  /** Where its programs are; by default those of this machine. */
  readonly bin?: string
}

/** Starts PostgreSQL on a new folder, on a copy of another one, or on a folder that is there. */
export async function startPostgres(lab: Lab, options: PostgresOptions): Promise<PostgresNode> {
  const { name, bin = findPostgres() } = options
  const dataDir = options.dataDir ?? join(lab.folder, name)
  const port = options.port ?? (await freePort())
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await makeCluster(bin, dataDir, options.standbyOf)
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'hot_standby=on',
    ...(options.settings ?? []),
  ]
  const child = startProcess(lab, {
    name,
    command: join(bin, 'postgres'),
    args: ['-D', dataDir, ...settings.flatMap((setting) => ['-c', setting])],
    cwd: dataDir,
    goodbye: 'SIGINT',
    ...nobody,
  })
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`
  await waitFor(
    `${name} to take connections`,
    () => {
      if (!child.isRunning()) throw new InVain(child.output())
      return query(url('postgres'), 'select 1')
    },
    { seconds: 40, signal: lab.signal },
  )
  lab.picture.node({
    id: name,
    kind: 'database',
    label: name,
    role: options.standbyOf ? 'standby' : 'primary',
  })
  if (options.standbyOf) lab.picture.edge(options.standbyOf.name, name)
  return {
    name,
    port,
    dataDir,
    url,
    process: () => child,
    promote: async () => void (await query(url('postgres'), 'select pg_promote(true, 20)')),
  }
}

/** The tools for copies and for Patroni come with a whole PostgreSQL only, not with the one from npm. */
export function findPostgres(): string {
  const home = '/usr/lib/postgresql'
  const versions = existsSync(home) ? readdirSync(home).map(Number) : []
  const bin = join(home, String(Math.max(15, ...versions)), 'bin')
  if (!existsSync(join(bin, 'pg_rewind')))
    throw new Error('There is no PostgreSQL 15 or newer here: apt-get install postgresql (it need not run).')
  return bin
}

/** One statement on a connection of its own. @throws what the database says */
export async function query(url: string, statement: string): Promise<postgres.RowList<postgres.Row[]>> {
  const sql = postgres(url, { max: 1, fetch_types: false, connect_timeout: 3, onnotice: () => undefined })
  try {
    return await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function makeCluster(bin: string, dataDir: string, original: PostgresNode | undefined): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await chown(dataDir, nobody.uid, nobody.gid)
  const how = { cwd: dataDir, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' }, timeout: 60_000, ...nobody }
  if (original) {
    const from = ['-h', '127.0.0.1', '-p', String(original.port), '-U', 'postgres']
    await run(join(bin, 'pg_basebackup'), [...from, '-D', dataDir, '-R', '-X', 'stream', '-c', 'fast'], how)
  } else {
    const flags = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale', 'C.UTF-8', '-k']
    await run(join(bin, 'initdb'), ['-D', dataDir, ...flags], how)
  }
}
