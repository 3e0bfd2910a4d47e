import { openDatabase, type Sql } from '#platform/db/index.ts'
import type { Experiment } from '../experiment.ts'
import { startDatabase } from '../topology/start-database.ts'

const rows = 300_000

/** Expressions that make an id in the database: the same work for each, so that only the shape differs. */
const kinds = {
  'time and counter (ours)': {
    type: 'bigint',
    make: `((extract(epoch from clock_timestamp()) * 1000)::bigint << 16) | (n & 65535)`,
  },
  'UUID version 7': { type: 'uuid', make: 'uuidv7()' },
  'UUID version 4': { type: 'uuid', make: 'gen_random_uuid()' },
  'random text': { type: 'text', make: `md5(n::text || 'lab')` },
} as const

/** Ids decide where a row lands in its index, and so what an insert costs. */
export const ids: Experiment = {
  name: 'ids',
  session: 7,
  title: 'Ids side by side',
  question: 'What does the shape of an id cost, in inserts a second and in bytes?',
  seconds: 40,
  async run(lab) {
    const database = await startDatabase(lab)
    const db = lab.use(openDatabase(await database.create(), { maxConnections: 1 }))
    lab.picture.node({ id: 'database', kind: 'database', label: 'PostgreSQL' })
    const outcomes: Outcome[] = []
    for (const [name, kind] of Object.entries(kinds)) {
      lab.mark('note', `${rows} rows with ${name}`)
      outcomes.push({ name, ...(await measure(db.sql, kind)) })
    }
    const [ours, seven, four] = outcomes
    if (!ours || !seven || !four) throw new Error('Something was not measured.')
    return {
      claims: [
        {
          text: 'Ours has the smallest index.',
          held: outcomes.every(({ bytes }) => ours.bytes <= bytes),
          seen: outcomes.map(({ name, bytes }) => `${name} ${bytes.toFixed(0)} bytes a row`).join(', '),
        },
        {
          text: 'Ids in the order of time write less to the log than random ones.',
          held: ours.logBytes < four.logBytes && seven.logBytes < four.logBytes,
          seen: `${ours.logBytes.toFixed(0)} and ${seven.logBytes.toFixed(0)} bytes a row against ${four.logBytes.toFixed(0)}`,
        },
      ],
      figures: outcomes.map(({ name, perSecond }) => ({ name, value: perSecond, unit: 'rows/s' })),
      charts: [
        {
          kind: 'bars',
          title: 'Inserts a second',
          unit: 'rows/s',
          members: ['rows/s'],
          groups: outcomes.map(({ name, perSecond }) => ({ name, values: [perSecond] })),
        },
        {
          kind: 'bars',
          title: 'What a row costs in the index, and in the write-ahead log',
          unit: 'bytes a row',
          members: ['index', 'log'],
          groups: outcomes.map(({ name, bytes, logBytes }) => ({ name, values: [bytes, logBytes] })),
        },
      ],
      lesson:
        'An id that grows goes to the right edge of its index, where the page is in memory already; a random one dirties a page of its own, whole in the log after each checkpoint. 64 bits in the order of time also serve as a cursor, and need nobody’s permission but a worker’s number.',
    }
  },
}

interface Outcome {
  readonly name: string
  readonly perSecond: number
  /** Of the index, a row. */
  readonly bytes: number
  /** Of the write-ahead log, a row. */
  readonly logBytes: number
}

async function measure(
  sql: Sql,
  { type, make }: { type: string; make: string },
): Promise<Omit<Outcome, 'name'>> {
  await sql.unsafe(`drop table if exists lab_ids; create table lab_ids (id ${type} primary key, n int)`)
  const position = async () => {
    const [row] = await sql<{ at: string }[]>`select pg_current_wal_lsn() - '0/0'::pg_lsn as at`
    return Number(row?.at ?? 0)
  }
  const before = await position()
  const begun = performance.now()
  const batch = 5000
  for (let from = 0; from < rows; from += batch)
    await sql.unsafe(
      `insert into lab_ids (id, n) select ${make}, n from generate_series(${from + 1}, ${from + batch}) as n on conflict do nothing`,
    )
  const seconds = (performance.now() - begun) / 1000
  const [size] = await sql<{ bytes: string; count: string }[]>`
    select pg_relation_size('lab_ids_pkey') as bytes, (select count(*) from lab_ids) as count
  `
  const count = Number(size?.count ?? rows)
  return {
    perSecond: count / seconds,
    bytes: Number(size?.bytes ?? 0) / count,
    logBytes: ((await position()) - before) / count,
  }
}
