import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { migrate } from '#platform/db/index.ts'
import type { Experiment, Findings } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import { postSteadily, type Sent } from '../measure/post-steadily.ts'
import { perSecond, quantile } from '../report/statistics.ts'
import { enrol } from '../topology/enrol.ts'
import { startCairn } from '../topology/start-cairn.ts'
import { type PostgresNode, query, startPostgres } from '../topology/start-postgres.ts'
import { waitFor } from '../topology/wait-for.ts'

/** How long a read with a token waits for the standby before it asks the primary. */
const patienceMs = 100

/**
 * Read your writes. Cairn writes on the primary; the lab reads what Cairn has acknowledged, once from the standby as it
 * is, and once with the position of the write as a token. Cairn’s own reads go to the primary.
 */
export const replicaLag: Experiment = {
  name: 'replica-lag',
  session: 3,
  title: 'A standby lags',
  question: 'A standby stops replaying: who misses their own posts, and what does a session token change?',
  seconds: 60,
  async run(lab) {
    const { primary, standby } = await startPair(lab)
    const databaseUrl = primary.url('cairn')
    const cairn = await startCairn(lab, { name: 'cairn', databaseUrl })
    lab.picture.edge('cairn', primary.name)
    const people = await enrol(
      { origin: cairn.address, databaseUrl, dataDir: join(lab.folder, 'data/operator') },
      ['ada'],
    )
    const steady = postSteadily(lab, { origins: [cairn.address], people, perSecond: 8 })
    const reading = readOwnPosts(lab, { primary, standby, sent: steady.sent })
    await pause(6000)
    lab.mark('fault', 'the standby stops replaying what it gets')
    lab.picture.node({ id: standby.name, state: 'paused' })
    await query(standby.url('postgres'), 'select pg_wal_replay_pause()')
    const pausedAt = lab.now()
    await pause(8000)
    await query(standby.url('postgres'), 'select pg_wal_replay_resume()')
    const resumedAt = lab.now()
    lab.mark('healed', 'the standby goes on')
    lab.picture.node({ id: standby.name, state: 'up' })
    await pause(6000)
    await steady.stop()
    return conclude(await reading.stop(), { pausedAt, resumedAt })
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

/** One post, looked for right after its acknowledgement, in two ways. */
interface OwnRead {
  readonly at: number
  /** From the standby as it is. */
  readonly plain: { readonly isThere: boolean; readonly ms: number }
  readonly token: { readonly isThere: boolean; readonly ms: number; readonly from: 'standby' | 'primary' }
}

function readOwnPosts(
  lab: Lab,
  { primary, standby, sent }: { primary: PostgresNode; standby: PostgresNode; sent: readonly Sent[] },
): { stop(): Promise<readonly OwnRead[]> } {
  const open = (node: PostgresNode) => postgres(node.url('cairn'), { max: 8, onnotice: () => undefined })
  const sources = { primary: open(primary), standby: open(standby) }
  const reads: OwnRead[] = []
  const underWay: Promise<void>[] = []
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, lab.signal])
  const look = async (id: string) => {
    const at = lab.now()
    const plain = await timed(async () => ({ isThere: await isThere(sources.standby, id) }))
    reads.push({ at, plain, token: await timed(() => readWithToken(sources, id)) })
  }
  const loop = async () => {
    for (let seen = 0; !signal.aborted; await pause(5)) {
      for (const { id } of sent.slice(seen)) if (id !== undefined) underWay.push(look(id))
      seen = sent.length
    }
  }
  const looping = loop()
  return {
    async stop() {
      stop.abort()
      await looping
      await Promise.all(underWay)
      await Promise.all([sources.primary.end(), sources.standby.end()])
      return reads.toSorted((a, b) => a.at - b.at)
    },
  }
}

/** The token is a position of the log, on disk and behind the commit, as a server would hand it out with the answer. */
async function readWithToken(
  { primary, standby }: { primary: Sql; standby: Sql },
  id: string,
): Promise<{ isThere: boolean; from: 'standby' | 'primary' }> {
  const [row] = await primary<{ token: string }[]>`select pg_current_wal_flush_lsn()::text as token`
  const token = row?.token ?? '0/0'
  const until = performance.now() + patienceMs
  while (performance.now() < until) {
    const [state] = await standby<
      { reached: boolean }[]
    >`select pg_last_wal_replay_lsn() >= ${token}::pg_lsn as reached`
    if (state?.reached) return { isThere: await isThere(standby, id), from: 'standby' }
    await pause(5)
  }
  return { isThere: await isThere(primary, id), from: 'primary' }
}

async function isThere(sql: Sql, id: string): Promise<boolean> {
  return (await sql`select 1 from posts where id = ${id}`).length > 0
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
  const missed = reads.filter(({ plain }) => !plain.isThere)
  const missedWithToken = reads.filter(({ token }) => !token.isThere)
  const phases = {
    before: reads.filter(({ at }) => at < pausedAt),
    'while it lags': reads.filter(({ at }) => at >= pausedAt && at < resumedAt),
    after: reads.filter(({ at }) => at >= resumedAt),
  }
  const lagging = phases['while it lags']
  const fromStandby = (some: readonly OwnRead[]) =>
    some.filter(({ token }) => token.from === 'standby').length
  const median = (values: readonly number[]) => quantile(values, 0.5)
  return {
    claims: [
      {
        text: 'Without tokens people miss their own posts while the standby lags.',
        held: lagging.some(({ plain }) => !plain.isThere),
        seen: `${lagging.filter(({ plain }) => !plain.isThere).length} of ${lagging.length} reads`,
      },
      {
        text: 'With tokens everybody reads their own posts, always.',
        held: reads.length > 0 && missedWithToken.length === 0,
        seen: `${missedWithToken.length} of ${reads.length} missed`,
      },
      {
        text: 'With tokens most reads still go to the standby while it is well.',
        held: fromStandby(phases.before) > phases.before.length / 2,
        seen: `${fromStandby(phases.before)} of ${phases.before.length} before, ${fromStandby(lagging)} of ${lagging.length} while it lags`,
      },
    ],
    figures: [
      { name: 'own posts missed without tokens', value: missed.length, unit: `of ${reads.length}` },
      { name: 'own posts missed with tokens', value: missedWithToken.length, unit: `of ${reads.length}` },
      { name: 'read without token, median', value: median(reads.map(({ plain }) => plain.ms)), unit: 'ms' },
      {
        name: 'read with token, standby well, median',
        value: median(phases.before.map(({ token }) => token.ms)),
        unit: 'ms',
      },
      {
        name: 'read with token, standby lags, median',
        value: median(lagging.map(({ token }) => token.ms)),
        unit: 'ms',
      },
    ],
    charts: [
      {
        kind: 'lines',
        title: 'Own posts missed in each second, read from the standby as it is',
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
        title: 'Who answered reads with a token',
        unit: 'reads',
        members: ['standby', 'primary'],
        groups: Object.entries(phases).map(([name, some]) => ({
          name,
          values: [fromStandby(some), some.length - fromStandby(some)],
        })),
      },
    ],
    lesson:
      'A standby is always a little behind, and sometimes far. A token says how far the reader has written: a standby that is not there yet is waited for, and then passed over. People read their own posts, and the primary is asked only when it must be.',
  }
}
