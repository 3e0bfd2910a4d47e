import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '#platform/db/index.ts'
import type { Experiment, Findings } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import { judgePosts } from '../measure/judge-posts.ts'
import { postSteadily, type Sent } from '../measure/post-steadily.ts'
import { buildCluster, type Cluster } from '../topology/build-cluster.ts'
import { startDatabase } from '../topology/start-database.ts'
import { type NatsCluster, startNats } from '../topology/start-nats.ts'
import { waitFor } from '../topology/wait-for.ts'
import { drawLatency, drawRate } from './draw-posts.ts'

/** The event backbone loses its leader, and then altogether: facts are elsewhere. */
export const brokerDies: Experiment = {
  name: 'broker-dies',
  session: 2,
  title: 'The event backbone dies',
  question:
    'JetStream carries Cairn’s events: what do people notice when its leader dies, and when all of it does?',
  seconds: 75,
  async run(lab) {
    const nats = await startNats(lab)
    const cluster = await buildOnNats(lab, nats)
    const [author, ...readers] = cluster.people
    const [reader] = readers
    if (!author || !reader) throw new Error('Nobody is there.')
    await waitFor('the stream to have a leader', () => findLeader(nats), { signal: lab.signal })
    const steady = postSteadily(lab, { origins: [cluster.origin], people: [author], perSecond: 8 })
    const behind = watchHome(lab, { db: cluster.db, reader: reader.id, sent: steady.sent })
    await pause(5000)
    const electionMs = await killLeader(lab, nats)
    await pause(5000)
    await killAll(lab, nats)
    await pause(4000)
    const sent = await steady.stop()
    const claims = await judgePosts(cluster.db, sent, readers)
    return conclude({ claims, sent, behind: await behind.stop(), electionMs })
  },
}

async function buildOnNats(lab: Lab, nats: NatsCluster): Promise<Cluster> {
  const database = await startDatabase(lab)
  const cluster = await buildCluster(lab, {
    databaseUrl: await database.create(),
    web: 2,
    workers: 1,
    people: 3,
    env: { NATS_URL: nats.urls.join(','), NATS_MONITORING_URL: nats.monitors.join(',') },
  })
  for (const { name } of [...cluster.web, ...cluster.workers])
    for (const node of nats.nodes) lab.picture.edge(name, node.name)
  return cluster
}

/** @returns whom the servers that still answer call the leader of Cairn's stream */
async function findLeader({ monitors, nodes }: NatsCluster): Promise<string | undefined> {
  for (const [index, monitor] of monitors.entries()) {
    if (!nodes[index]?.process().isRunning()) continue
    const answer = await fetch(`${monitor}/jsz?streams=1`, { signal: AbortSignal.timeout(1000) })
    const { account_details: accounts = [] } = (await answer.json()) as Jsz
    const streams = accounts.flatMap(({ stream_detail: some = [] }) => some)
    const leader = streams.find(({ name }) => name === 'cairn')?.cluster?.leader
    if (leader && nodes.some((node) => node.name === leader && node.process().isRunning())) return leader
  }
  return undefined
}

interface Jsz {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly name: string
      readonly cluster?: { readonly leader?: string }
    }[]
  }[]
}

async function killLeader(lab: Lab, nats: NatsCluster): Promise<number> {
  const leader = await findLeader(nats)
  const node = nats.nodes.find(({ name }) => name === leader)
  if (!node) throw new Error('Nobody leads.')
  lab.mark('fault', `kill -9 ${node.name}, which leads the stream`)
  lab.picture.node({ id: node.name, state: 'down', role: '' })
  await node.process().kill()
  const killedAt = lab.now()
  const next = await waitFor('another leader', () => findLeader(nats), { signal: lab.signal })
  const electionMs = lab.now() - killedAt
  lab.mark('healed', `${next} leads the stream`)
  lab.picture.node({ id: next, role: 'leader' })
  await pause(4000)
  await node.restart()
  lab.picture.node({ id: node.name, state: 'up' })
  lab.mark('note', `${node.name} is back`)
  return electionMs
}

async function killAll(lab: Lab, nats: NatsCluster): Promise<void> {
  lab.mark('fault', 'kill -9 all three')
  for (const node of nats.nodes) {
    lab.picture.node({ id: node.name, state: 'down', role: '' })
    await node.process().kill()
  }
  await pause(8000)
  for (const node of nats.nodes) {
    await node.restart()
    lab.picture.node({ id: node.name, state: 'up' })
  }
  const leader = await waitFor('a leader', () => findLeader(nats), { signal: lab.signal })
  lab.picture.node({ id: leader, role: 'leader' })
  lab.mark('healed', `all three are back, ${leader} leads`)
}

type Points = [number, number][]

/** How many acknowledged posts a follower's home still lacks, five times a second. */
function watchHome(
  lab: Lab,
  { db, reader, sent }: { db: Database; reader: string; sent: readonly Sent[] },
): { stop(): Promise<Points> } {
  const points: Points = []
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, lab.signal])
  const loop = async () => {
    while (!signal.aborted) {
      const told = sent.flatMap(({ id }) => id ?? []).slice(-100)
      const [row] = await db.sql<{ lines: number }[]>`
        select count(*)::int as lines from home_timeline
        where account_id = ${reader} and post_id = any(${told}::bigint[])
      `
      const lacking = told.length - (row?.lines ?? 0)
      points.push([lab.now() / 1000, lacking])
      lab.picture.gauge('not yet at home', lacking, 'posts')
      await pause(200, undefined, { signal }).catch(() => undefined)
    }
  }
  const looping = loop()
  return {
    async stop() {
      stop.abort()
      await looping
      return points
    },
  }
}

function conclude(seen: {
  readonly claims: Findings['claims']
  readonly sent: readonly Sent[]
  readonly behind: Points
  readonly electionMs: number
}): Findings {
  const refused = seen.sent.filter(({ status }) => status !== 200)
  const most = Math.max(...seen.behind.map(([, count]) => count))
  return {
    claims: [
      ...seen.claims,
      {
        text: 'Nobody who posted noticed.',
        held: refused.length === 0,
        seen: `${refused.length} of ${seen.sent.length} posts refused or unanswered`,
      },
    ],
    figures: [
      { name: 'until another one led the stream', value: seen.electionMs / 1000, unit: 's' },
      { name: 'acknowledged posts that a home lacked, at most', value: most, unit: 'posts' },
    ],
    charts: [
      {
        kind: 'lines',
        title: 'Acknowledged posts that a follower’s home still lacks',
        x: { label: 'seconds' },
        y: { label: 'posts' },
        marks: true,
        series: [{ name: 'lacking', as: 'steps', points: seen.behind }],
      },
      drawRate(seen.sent),
      drawLatency(seen.sent),
    ],
    lesson:
      'Raft elects within seconds. But that nobody loses anything is not the broker’s merit: the event stands in the database before the answer leaves, and whoever misses the broker reads there. The price is a home that is late for a moment.',
  }
}
