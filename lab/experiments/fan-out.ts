import { openDatabase, type Sql } from '#platform/db/index.ts'
import type { Experiment, Findings } from '../experiment.ts'
import { quantile } from '../report/statistics.ts'
import { startDatabase } from '../topology/start-database.ts'

const readers = 10_000
const authors = 1000
const postsEach = 25
/** Somebody who follows many, as people do who read much. */
const avid = 100_001
const avidFollows = 300
/** Authors with more followers than this are not written to homes by the hybrid. */
const large = 1000

/** The home timeline, by three plans, on the tables of the server. */
export const fanOut: Experiment = {
  name: 'fan-out',
  session: 7,
  title: 'Fan-out on write, on read, or both',
  question: 'What does a home timeline cost when it is written, when it is read, and by each plan?',
  seconds: 50,
  async run(lab) {
    const database = await startDatabase(lab)
    const db = lab.use(openDatabase(await database.create(), { maxConnections: 2 }))
    lab.picture.node({ id: 'database', kind: 'database', label: 'PostgreSQL' })
    lab.say(`${authors} authors, ${readers} readers, follows as in life: few have many`)
    await fill(db.sql)
    lab.say('measuring')
    const writes = await measureWrites(db.sql)
    const reads = await measureReads(db.sql)
    return conclude(writes, reads)
  },
}

/** The k-th author has `readers / k` followers; authors are 1…, readers 100001…. */
async function fill(sql: Sql): Promise<void> {
  await sql.unsafe(`
    insert into accounts (id, username, locked) select n, 'author' || n, false from generate_series(1, ${authors}) as n;
    insert into accounts (id, username, locked)
      select 100000 + n, 'reader' || n, false from generate_series(1, ${readers}) as n;
    insert into follows (id, follower_id, followed_id, state, follower_local)
      select row_number() over (), 100000 + 1 + (k * 7919 + n) % ${readers}, k, 'accepted', true
      from generate_series(1, ${authors}) as k, lateral generate_series(1, ${readers} / k) as n;
    insert into follows (id, follower_id, followed_id, state, follower_local)
      select 10000000 + k, ${avid}, k, 'accepted', true from generate_series(1, ${avidFollows}) as k
      on conflict do nothing;
  `)
  await sql.unsafe(postsStatement(1, postsEach))
  await sql.unsafe(`
    insert into home_timeline (account_id, post_id, author_id)
      select f.follower_id, p.id, p.account_id from posts as p join follows as f on f.followed_id = p.account_id
      where p.id % ${postsEach} < 6
      on conflict do nothing;
    analyze;
  `)
}

const postsStatement = (from: number, to: number) => `
  insert into posts (id, account_id, uri, local, visibility, content)
    select n::bigint * ${authors} + k, k, 'https://example.org/posts/' || n || '-' || k, true, 'public', '<p>Post</p>'
    from generate_series(1, ${authors}) as k, generate_series(${from}, ${to}) as n`

interface Write {
  readonly followers: number
  readonly ms: number
}

/** Writes one more post of authors of all sizes to their followers' homes. */
async function measureWrites(sql: Sql): Promise<Write[]> {
  const writes: Write[] = []
  for (const author of [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]) {
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      const postId = 10_000_000_000 + author * 100 + round
      const begun = performance.now()
      await sql`
        insert into home_timeline (account_id, post_id, author_id)
        select follower_id, ${postId}, followed_id from follows where followed_id = ${author} and state = 'accepted'
      `
      times.push(performance.now() - begun)
    }
    writes.push({ followers: Math.floor(readers / author), ms: quantile(times, 0.5) })
  }
  return writes
}

interface Reads {
  readonly 'on write': number
  readonly 'on read': number
  readonly hybrid: number
}

async function measureReads(sql: Sql): Promise<Reads> {
  const largest = Math.floor(readers / large)
  const plans = {
    'on write': () => sql`
      select post_id from home_timeline where account_id = ${avid} order by post_id desc limit 20
    `,
    'on read': () => sql`
      select p.id
      from follows as f
      cross join lateral (
        select id from posts
        where account_id = f.followed_id and deleted_at is null
        order by id desc limit 20
      ) as p
      where f.follower_id = ${avid}
      order by p.id desc
      limit 20
    `,
    hybrid: () => sql`
      select id from (
        (select post_id as id from home_timeline where account_id = ${avid} order by post_id desc limit 20)
        union
        (
          select p.id
          from follows as f
          cross join lateral (
            select id from posts
        where account_id = f.followed_id and deleted_at is null
        order by id desc limit 20
          ) as p
          where f.follower_id = ${avid} and f.followed_id <= ${largest}
          order by p.id desc
          limit 20
        )
      ) as merged
      order by id desc
      limit 20
    `,
  }
  const measured: Record<string, number> = {}
  for (const [name, plan] of Object.entries(plans)) {
    const times: number[] = []
    for (let round = 0; round < 60; round++) {
      const begun = performance.now()
      await plan()
      times.push(performance.now() - begun)
    }
    measured[name] = quantile(times.slice(10), 0.5)
  }
  return { 'on write': 0, 'on read': 0, hybrid: 0, ...measured }
}

function conclude(writes: readonly Write[], reads: Reads): Findings {
  const largest = writes[0]
  const small = writes.at(-1)
  const hybrid = writes.filter(({ followers }) => followers <= large)
  const largestKept = hybrid.reduce((most, { ms }) => Math.max(most, ms), 0)
  return {
    claims: [
      {
        text: 'A home that was written is read fastest.',
        held: reads['on write'] < reads['on read'] && reads['on write'] <= reads.hybrid * 1.2,
        seen: `${reads['on write'].toFixed(2)} ms against ${reads['on read'].toFixed(2)} ms for ${avidFollows} follows`,
      },
      {
        text: 'Writing costs more, the more followers there are.',
        held: (largest?.ms ?? 0) > (small?.ms ?? 0) * 5,
        seen: `${small?.followers} followers ${small?.ms.toFixed(1)} ms, ${largest?.followers} followers ${largest?.ms.toFixed(0)} ms`,
      },
      {
        text: 'The hybrid spares the largest writes for a little more at each read.',
        held: largestKept < (largest?.ms ?? 0) / 3 && reads.hybrid < reads['on read'],
        seen: `largest write ${largestKept.toFixed(0)} ms, read ${reads.hybrid.toFixed(2)} ms`,
      },
    ],
    figures: [
      { name: 'home read, written', value: reads['on write'], unit: 'ms' },
      { name: 'home read, hybrid', value: reads.hybrid, unit: 'ms' },
      { name: 'home read, on read', value: reads['on read'], unit: 'ms' },
      {
        name: 'homes written',
        value: (largest?.followers ?? 0) / ((largest?.ms ?? 1) / 1000),
        unit: 'rows/s',
      },
    ],
    charts: [
      {
        kind: 'lines',
        title: 'Writing one post to homes',
        x: { label: 'followers, logarithmic', scale: 'log' },
        y: { label: 'ms, logarithmic', scale: 'log' },
        series: [{ name: 'on write', points: writes.map(({ followers, ms }) => [followers, ms]) }],
      },
      {
        kind: 'bars',
        title: `Reading a home of 20 posts, ${avidFollows} follows`,
        unit: 'ms',
        members: ['median'],
        groups: (['on write', 'hybrid', 'on read'] as const).map((name) => ({ name, values: [reads[name]] })),
      },
    ],
    lesson:
      'Reads are many and writes are few, so that it pays to write; except for the few authors whom everybody follows. Cairn writes homes of local people who come, in batches, and rebuilds those of the dormant when they return.',
  }
}
