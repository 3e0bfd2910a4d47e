import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { freePort } from '#kit/free-port.ts'
import { type Person, personWith } from '#kit/person.ts'
import { migrate } from '#platform/db/index.ts'
import type { Experiment, Findings } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import { postSteadily, type Sent } from '../measure/post-steadily.ts'
import { perSecond, quantile } from '../report/statistics.ts'
import { sharedSettings } from '../topology/build-cluster.ts'
import { enrol } from '../topology/enrol.ts'
import { startCairn } from '../topology/start-cairn.ts'
import { type PostgresNode, query, startPostgres } from '../topology/start-postgres.ts'
import { waitFor } from '../topology/wait-for.ts'

/**
 * Read your writes. People post by one process of Cairn and look at their posts by another one, which may read from a
 * standby; the lab looks at the standby itself at the same moment.
 */
export const replicaLag: Experiment = {
  name: 'replica-lag',
  session: 3,
  title: 'A standby lags',
  question: 'A standby stops replaying: who misses their own posts, and what does Cairn do about it?',
  seconds: 60,
  async run(lab) {
    const { primary, standby } = await startPair(lab)
    const { writing, reading, metrics } = await startProcesses(lab, { primary, standby })
    const people = await enrol(
      {
        origin: writing.address,
        databaseUrl: primary.url('cairn'),
        dataDir: join(lab.folder, 'data/operator'),
      },
      ['ada'],
    )
    const [ada] = people
    if (!ada) throw new Error('Nobody is there.')
    const steady = postSteadily(lab, { origins: [writing.address], people, perSecond: 8 })
    const looking = readOwnPosts(lab, {
      standby,
      reader: personWith(reading.address, ada),
      sent: steady.sent,
      countReads: () => countReads(metrics),
    })
    await pause(6000)
    lab.mark('fault', 'the standby stops replaying what it gets')
    lab.picture.node({ id: standby.name, state: 'paused' })
    await query(standby.url('postgres'), 'select pg_wal_replay_pause()')
    const pausedAt = lab.now()
    await pause(8000)
    const resumedAt = lab.now()
    await query(standby.url('postgres'), 'select pg_wal_replay_resume()')
    lab.mark('healed', 'the standby goes on')
    lab.picture.node({ id: standby.name, state: 'up' })
    await pause(6000)
    await steady.stop()
    return conclude(await looking.stop(), { pausedAt, resumedAt })
  },
}

async function startPair(lab: Lab): Promise<{ primary: PostgresNode; standby: PostgresNode }> {
  lab.say('a primary and a standby')
  const primary = await startPostgres(lab, { name: 'primary' })
  await query(primary.url('postgres'), 'create database cairn')
  await migrate(primary.url('cairn'))
  const standby = await startPostgres(lab, { name: 'standby', standbyOf: primary })
  const isStreaming = async () => {
    const rows = await query(
      primary.url('postgres'),
      `select 1 from pg_stat_replication where state = 'streaming'`,
    )
    return rows.length > 0
  }
  await waitFor('the standby to follow', isStreaming, { signal: lab.signal })
  return { primary, standby }
}

/** One to post by, one to read by; the other work is done by the first. */
async function startProcesses(
  lab: Lab,
  { primary, standby }: { primary: PostgresNode; standby: PostgresNode },
) {
  const databaseUrl = primary.url('cairn')
  const port = await freePort()
  const writing = await startCairn(lab, { name: 'cairn1', databaseUrl, env: sharedSettings })
  const reading = await startCairn(lab, {
    name: 'cairn2',
    databaseUrl,
    origin: writing.address,
    roles: 'web',
    env: {
      ...sharedSettings,
      DATABASE_REPLICA_URL: standby.url('cairn'),
      CAIRN_METRICS: `127.0.0.1:${port}`,
    },
  })
  lab.picture.edge(writing.name, primary.name)
  lab.picture.edge(reading.name, primary.name)
  lab.picture.edge(reading.name, standby.name)
  return { writing, reading, metrics: `http://127.0.0.1:${port}/metrics` }
}

interface Reads {
  readonly replica: number
  readonly primary: number
}

/** Who has answered what a standby could answer, so far. */
async function countReads(metrics: string): Promise<Reads> {
  const text = await (await fetch(metrics)).text()
  const count = (from: string) =>
    Number(new RegExp(`^cairn_reads_total\\{from="${from}"\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0)
  return { replica: count('replica'), primary: count('primary') }
}

/** One post, looked for right after its acknowledgement, in two ways. */
interface OwnRead {
  readonly at: number
  /** On the standby as it is. */
  readonly standby: { readonly isThere: boolean; readonly ms: number }
  /** By the other process of Cairn. */
  readonly cairn: { readonly isThere: boolean; readonly ms: number; readonly from: keyof Reads }
}

function readOwnPosts(
  lab: Lab,
  given: {
    readonly standby: PostgresNode
    readonly reader: Person
    readonly sent: readonly Sent[]
    readonly countReads: () => Promise<Reads>
  },
): { stop(): Promise<readonly OwnRead[]> } {
  const { standby, reader, sent } = given
  const sql = postgres(standby.url('cairn'), { max: 2, onnotice: () => undefined })
  const reads: OwnRead[] = []
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, lab.signal])
  const look = async (id: string) => {
    const at = lab.now()
    const plain = timed(async () => ({
      isThere: (await sql`select 1 from posts where id = ${id}`).length > 0,
    }))
    const before = await given.countReads()
    const cairn = await timed(async () => {
      // The page that would begin with it, however many came after.
      const before = String(BigInt(id) + 1n)
      const { body } = await reader.get(`/api/v1/accounts/${reader.id}/statuses?limit=5&max_id=${before}`)
      return { isThere: (body as { id: string }[]).some((post) => post.id === id) }
    })
    const after = await given.countReads()
    const from = after.replica > before.replica ? 'replica' : 'primary'
    reads.push({ at, standby: await plain, cairn: { ...cairn, from } })
  }
  const loop = async () => {
    // One after the other, so that it is known who has answered each; always the newest.
    for (let seen = 0; !signal.aborted; await pause(5)) {
      const newest = sent.slice(seen).findLast(({ id }) => id !== undefined)
      seen = sent.length
      if (newest?.id !== undefined) await look(newest.id)
    }
  }
  const looping = loop()
  return {
    async stop() {
      stop.abort()
      await looping
      await sql.end()
      return reads
    },
  }
}

async function timed<T extends object>(act: () => Promise<T>): Promise<T & { ms: number }> {
  const begun = performance.now()
  const result = await act()
  return { ...result, ms: performance.now() - begun }
}

function conclude(
  reads: readonly OwnRead[],
  { pausedAt, resumedAt }: { pausedAt: number; resumedAt: number },
): Findings {
  const missed = reads.filter(({ standby }) => !standby.isThere)
  const missedByCairn = reads.filter(({ cairn }) => !cairn.isThere)
  const phases = {
    before: reads.filter(({ at }) => at < pausedAt),
    'while it lags': reads.filter(({ at }) => at >= pausedAt && at < resumedAt),
    after: reads.filter(({ at }) => at >= resumedAt),
  }
  const { before, 'while it lags': lagging } = phases
  const byStandby = (some: readonly OwnRead[]) => some.filter(({ cairn }) => cairn.from === 'replica').length
  const median = (values: readonly number[]) => quantile(values, 0.5)
  return {
    claims: [
      {
        text: 'The standby itself does not have people’s own posts while it lags.',
        held: lagging.some(({ standby }) => !standby.isThere),
        seen: `${lagging.filter(({ standby }) => !standby.isThere).length} of ${lagging.length} reads`,
      },
      {
        text: 'By Cairn everybody reads their own posts, always, by whichever process.',
        held: reads.length > 0 && missedByCairn.length === 0,
        seen: `${missedByCairn.length} of ${reads.length} missed`,
      },
      {
        text: 'The standby answers while it is well, and the primary while it lags.',
        held: byStandby(before) > 0 && byStandby(lagging) === 0,
        seen: `the standby ${byStandby(before)} of ${before.length} before, ${byStandby(lagging)} of ${lagging.length} while it lags`,
      },
    ],
    figures: [
      { name: 'own posts missed on the standby', value: missed.length, unit: `of ${reads.length}` },
      { name: 'own posts missed by Cairn', value: missedByCairn.length, unit: `of ${reads.length}` },
      {
        name: 'read by Cairn, standby well, median',
        value: median(before.map(({ cairn }) => cairn.ms)),
        unit: 'ms',
      },
      {
        name: 'read by Cairn, standby lags, median',
        value: median(lagging.map(({ cairn }) => cairn.ms)),
        unit: 'ms',
      },
    ],
    charts: [
      {
        kind: 'lines',
        title: 'Own posts that the standby does not have yet, in each second',
        x: { label: 'seconds' },
        y: { label: 'reads' },
        marks: true,
        series: [
          { name: 'read', as: 'steps', points: perSecond(reads.map(({ at }) => at)) },
          { name: 'missed', as: 'steps', points: perSecond(missed.map(({ at }) => at)) },
        ],
      },
      {
        kind: 'bars',
        title: 'Who answered Cairn’s reads',
        unit: 'reads',
        members: ['standby', 'primary'],
        groups: Object.entries(phases).map(([name, some]) => ({
          name,
          values: [byStandby(some), some.length - byStandby(some)],
        })),
      },
    ],
    lesson:
      'A standby is always a little behind, and sometimes far. A position of the primary’s log says how new an answer must be: a standby that is not there yet is waited for, and then passed over. People read their own posts, and the primary is asked only when it must be.',
  }
}
