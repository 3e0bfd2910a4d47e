import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { startEmbeddedPostgres } from '../src/platform/db/embedded/index.ts'
import { migrate } from '../src/platform/db/index.ts'
import { type FoursquareRow, writeFoursquare } from '../tests/kit/parquet-files.ts'
import { generateVenues } from './generate-venues.ts'

const root = new URL('../', import.meta.url).pathname

/** Imports a large file of Foursquare's form, killed with -9 on the way: rate, memory, and whether every row is there once. */
export async function benchImport(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { rows: { type: 'string', default: '100000' } },
  })
  const count = Number(values.rows)
  const folder = await mkdtemp(join(tmpdir(), 'cairn-bench-'))
  try {
    const path = join(folder, 'places.parquet')
    await writeFile(path, count)
    process.stdout.write(`${count} rows, ${((await stat(path)).size / 2 ** 20).toFixed(0)} MiB of Parquet\n`)
    await using server = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined })
    await migrate(server.url)
    const sql = postgres(server.url, { max: 1, onnotice: () => undefined })
    await run({ url: server.url, path, sql, until: count / 3 })
    await run({ url: server.url, path, sql, until: Number.POSITIVE_INFINITY })
    const [there] = await sql`
      select count(*)::int as rows, count(distinct source_id)::int as ids,
             pg_size_pretty(pg_total_relation_size('places')) as size
      from places
    `
    process.stdout.write(`${JSON.stringify(there)}\n`)
    await sql.end()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeFile(path: string, count: number): Promise<void> {
  const rows: FoursquareRow[] = []
  for await (const venues of generateVenues(count)) {
    for (const venue of venues) {
      rows.push({
        fsq_place_id: venue.id.toString(16).padStart(24, '0'),
        name: venue.name,
        latitude: venue.latitude,
        longitude: venue.longitude,
        locality: venue.country,
        country: venue.country,
        date_refreshed: '2026-06-01',
        fsq_category_labels: ['Dining and Drinking > Bar'],
      })
    }
  }
  // Foursquare's rows come in no order of place.
  rows.sort((a, b) => (a.fsq_place_id.slice(-9, -4) < b.fsq_place_id.slice(-9, -4) ? -1 : 1))
  await writeFoursquare(path, rows, 100_000)
}

interface Run {
  readonly url: string
  readonly path: string
  readonly sql: postgres.Sql
  /** Kills the command when so many rows are behind it. */
  readonly until: number
}

async function run({ url, path, sql, until }: Run): Promise<void> {
  const startedAt = performance.now()
  const [before] = await sql`select coalesce(sum(read), 0)::int as read from place_imports`
  const child = spawn(process.execPath, [join(root, 'src/cli.ts'), 'places', 'import', path], {
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: url, CAIRN_ORIGIN: 'https://bench.test' },
    stdio: ['ignore', 'inherit', 'ignore'],
  })
  const ended = once(child, 'exit')
  const memory: number[] = []
  let read = 0
  while (child.exitCode === null && child.signalCode === null) {
    const [state] = await sql`select coalesce(sum(read), 0)::int as read from place_imports`
    read = Number(state?.['read'])
    const mebibytes = await residentMemory(child)
    if (mebibytes > 0) memory.push(mebibytes)
    if (read >= until) child.kill('SIGKILL')
    await Promise.race([ended, pause(500)])
  }
  const seconds = (performance.now() - startedAt) / 1000
  const done = read - Number(before?.['read'])
  const at = (share: number) => memory[Math.floor((memory.length - 1) * share)]?.toFixed(0)
  process.stdout.write(
    `${child.signalCode ?? `exit ${child.exitCode}`}: ${done} rows in ${seconds.toFixed(0)} s, ${(done / seconds).toFixed(0)}/s; ` +
      `memory after a quarter ${at(0.25)}, half ${at(0.5)}, all ${at(1)} MiB, at most ${Math.max(...memory).toFixed(0)}\n`,
  )
}

async function residentMemory(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}
