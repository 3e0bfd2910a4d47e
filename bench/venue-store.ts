import { mkdir } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import postgres from 'postgres'
import { definePlaces, type Places } from '../src/domain/places/index.ts'
import { startEmbeddedPostgres } from '../src/platform/db/embedded/index.ts'
import { type Database, migrate, openDatabase } from '../src/platform/db/index.ts'
import { createEventLog } from '../src/platform/events/index.ts'
import { createIdMaker } from '../src/platform/ids/index.ts'
import { createLog } from '../src/platform/log/index.ts'
import { generateVenues, toCopyLine } from './generate-venues.ts'

/** A database full of venues, the room of places on it, and what that room asks. */
export interface VenueStore extends AsyncDisposable {
  readonly db: Database
  readonly places: Places
  readonly sql: postgres.Sql
  /** Public check-ins at popular venues, at least so many in all. */
  addCheckins(count: number): Promise<void>
  /** Every statement that the rooms send, while somebody records. */
  record(act: () => Promise<unknown>): Promise<Statement[]>
}

export interface Statement {
  readonly text: string
  readonly parameters: readonly unknown[]
}

/** @param folder kept, and used again when it holds that many already */
export async function openVenueStore(folder: string, count: number): Promise<VenueStore> {
  await using stack = new AsyncDisposableStack()
  await mkdir(folder, { recursive: true })
  const server = stack.use(
    await startEmbeddedPostgres({ dataDir: folder, fsync: false, log: () => undefined }),
  )
  await migrate(server.url)
  let recording: Statement[] | undefined
  const opened = stack.use(openDatabase(server.url, { maxConnections: 4 }))
  // The same pool, which tells what it is asked.
  const sql = postgres(server.url, {
    max: 4,
    onnotice: () => undefined,
    transform: { column: { from: postgres.toCamel } },
    debug: (_connection, text, parameters) => void recording?.push({ text, parameters }),
  })
  stack.defer(() => sql.end())
  const db = { ...opened, sql } as Database
  const clock = { now: Date.now }
  const ids = createIdMaker(clock, 1)
  const eventLog = stack.use(createEventLog(opened, ids))
  const places = definePlaces({
    db,
    clock,
    ids,
    announce: eventLog.announce,
    origin: 'https://bench.test',
    log: createLog('silent'),
  })
  await fill(sql, places, count)
  await places.learnWords()
  const owned = stack.move()
  return {
    db,
    places,
    sql,
    addCheckins: (count) => addCheckins(sql, count),
    async record(act) {
      const heard: Statement[] = []
      recording = heard
      await act()
      recording = undefined
      return heard
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function fill(sql: postgres.Sql, places: Places, count: number): Promise<void> {
  const [there] = await sql<{ rows: number }[]>`
    select count(*)::int as rows from places where source = 'foursquare'
  `
  if (there?.rows === count) return
  const startedAt = performance.now()
  const say = (what: string) =>
    process.stdout.write(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${what}\n`)
  await sql`truncate places, place_sources`
  const indexes = await sql<{ indexname: string; indexdef: string }[]>`
    select indexname as "indexname", indexdef as "indexdef" from pg_indexes
    where tablename = 'places' and indexname not in ('places_pkey')
      and indexname not in (select conname from pg_constraint)
  `
  for (const { indexname } of indexes) await sql.unsafe(`drop index ${indexname}`)
  const copy = await sql`
    copy places (
      id, source_id, name, latitude, longitude, h3_9, h3_5, category, country, popularity, confidence, words, source
    ) from stdin
  `.writable()
  let made = 0
  async function* lines() {
    for await (const venues of generateVenues(count)) {
      yield venues.map((venue) => `${toCopyLine(venue).trimEnd()}\tfoursquare\n`).join('')
      if (Math.floor((made + venues.length) / 500_000) > Math.floor(made / 500_000)) say(`${made} venues`)
      made += venues.length
    }
  }
  await pipeline(Readable.from(lines()), copy)
  say(`${made} venues written`)
  await sql.reserve().then(async (session) => {
    await session`set maintenance_work_mem = '1GB'`
    for (const { indexname, indexdef } of indexes) {
      await session.unsafe(indexdef)
      say(indexname)
    }
    session.release()
  })
  await places.loadGazetteer()
  say('towns')
  await sql`vacuum analyze places`
  say('vacuum analyze')
}

/** The newest at any time are spread over the world as venues are; popular ones have many. */
async function addCheckins(sql: postgres.Sql, count: number): Promise<void> {
  const [there] = await sql<{ rows: number }[]>`select count(*)::int as rows from checkins`
  if ((there?.rows ?? 0) >= count) return
  const [venues] = await sql<{ rows: number }[]>`select count(*)::int as rows from places`
  const step = Math.max(1, Math.floor((venues?.rows ?? 0) / count))
  await sql`truncate checkins`
  await sql`
    insert into checkins (
      post_id, account_id, place_id, precision, shown, shown_place_id, shown_h3_9, shown_h3_5, counted, arrived_at
    )
    select
      (row_number() over (order by hashint8(id + turn)))::bigint << 20, 1 + hashint8(id) % 5000, id, 'venue', '{}', id,
      h3_9, h3_5, true, now()
    from places
    cross join lateral generate_series(1, least(50, popularity)) as turn
    where source = 'foursquare' and abs(hashint8(id)) % ${step} = 0
    order by hashint8(id + turn)
    limit ${count}
  `
  await sql`vacuum analyze checkins`
}
