import { setTimeout as pause } from 'node:timers/promises'
import type { Claim, Experiment, Figure, Findings } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import { judgePosts } from '../measure/judge-posts.ts'
import { postSteadily, type Sent, type Steady } from '../measure/post-steadily.ts'
import { type Look, type Looking, readSteadily } from '../measure/read-steadily.ts'
import { longestGap } from '../report/statistics.ts'
import { sharedSettings } from '../topology/build-cluster.ts'
import { buildNetwork, type Place } from '../topology/build-network.ts'
import { buildReplicated, type Replicated } from '../topology/build-replicated.ts'
import { openWindow } from '../topology/open-window.ts'
import { startCairn } from '../topology/start-cairn.ts'
import type { PatroniNode } from '../topology/start-patroni.ts'
import { waitFor } from '../topology/wait-for.ts'
import { drawLooks } from './draw-looks.ts'
import { answeredAt, drawRate } from './draw-posts.ts'

/** CAP, seen from both sides of the cut. */
export const partitionPrimary: Experiment = {
  name: 'partition-primary',
  session: 2,
  title: 'The primary is cut off',
  question:
    'The primary is alone on one side of a partition, with people on both: who is refused, who reads old things?',
  seconds: 150,
  needsRoot: true,
  async run(lab) {
    const places = await buildNetwork(lab, 3)
    const replicated = await buildReplicated(lab, {
      web: 2,
      workers: 1,
      people: 3,
      places,
      // By default a PostgreSQL that steps down waits a minute for its standby to have read the last word.
      parameters: { wal_sender_timeout: '8s' },
    })
    const old = await waitFor('a primary', () => replicated.patroni.primary(), { signal: lab.signal })
    const place = places[replicated.patroni.nodes.indexOf(old)]
    if (!place) throw new Error(`${old.name} is nowhere.`)
    const socketPath = await settleIsland(lab, { replicated, old, place })
    const sides = loadBothSides(lab, replicated, socketPath)
    await pause(6000)
    const cut = await partition(lab, { replicated, old, place })
    await pause(4000)
    return conclude(replicated, { ...cut, old }, await sides.stop())
  },
}

/** A web process on the machine of the primary, with the database beside it and nothing else. */
async function settleIsland(
  lab: Lab,
  { replicated, old, place }: { replicated: Replicated; old: PatroniNode; place: Place },
): Promise<string> {
  const direct = new URL(replicated.patroni.url)
  direct.host = `${old.host}:${old.port}`
  lab.picture.node({ id: 'islanders', kind: 'client', label: 'people on the island' })
  const island = await startCairn(lab, {
    name: 'island',
    roles: 'web',
    origin: replicated.cluster.origin,
    host: place.host,
    namespace: place.namespace,
    databaseUrl: direct.href,
    env: sharedSettings,
  })
  lab.picture.node({ id: 'island', kind: 'web', label: 'island', detail: `beside ${old.name}` })
  lab.picture.edge('islanders', 'island')
  lab.picture.edge('island', old.name)
  return openWindow(lab, {
    name: 'window',
    namespace: place.namespace,
    target: `${place.host}:${island.port}`,
  })
}

interface Sides {
  readonly mainland: { readonly sent: readonly Sent[]; readonly looks: readonly Look[] }
  readonly island: { readonly sent: readonly Sent[]; readonly looks: readonly Look[] }
}

function loadBothSides(lab: Lab, { cluster }: Replicated, socketPath: string): { stop(): Promise<Sides> } {
  const [author, reader, islander] = cluster.people
  if (!author || !reader || !islander) throw new Error('Too few people are there.')
  const mainland = postSteadily(lab, { origins: [cluster.origin], people: [author], perSecond: 6 })
  const islands = postSteadily(lab, {
    origins: ['http://island'],
    socketPath,
    people: [islander],
    perSecond: 2,
  })
  const acknowledged = () =>
    mainland.sent.reduce((most, { id }) => (id && BigInt(id) > most ? BigInt(id) : most), 0n)
  const reading = { reader, author, perSecond: 4, acknowledged }
  const looks = readSteadily(lab, { ...reading, origin: cluster.origin })
  const islandLooks = readSteadily(lab, { ...reading, reader: islander, origin: 'http://island', socketPath })
  const stop = async (steady: Steady, looking: Looking) => {
    const [sent, seen] = await Promise.all([steady.stop(), looking.stop()])
    return { sent, looks: seen }
  }
  return {
    async stop() {
      const [one, other] = await Promise.all([stop(mainland, looks), stop(islands, islandLooks)])
      return { mainland: one, island: other }
    },
  }
}

interface Cut {
  readonly cutAt: number
  readonly electedAt: number
  readonly healedAt: number
  readonly followsAt: number
}

async function partition(
  lab: Lab,
  { replicated: { patroni }, old, place }: { replicated: Replicated; old: PatroniNode; place: Place },
): Promise<Cut> {
  lab.mark('fault', `the cable of ${old.name}, the primary, is taken out`)
  for (const id of [old.name, 'island']) lab.picture.node({ id, state: 'cut off' })
  await place.cut()
  const cutAt = lab.now()
  const next = await waitFor('a primary on the larger side', () => patroni.primary(), {
    seconds: 90,
    signal: lab.signal,
  })
  const electedAt = lab.now()
  lab.mark('note', `${next.name} leads on the larger side`)
  await pause(18_000)
  await place.heal()
  const healedAt = lab.now()
  lab.mark('healed', 'the cable is in again')
  for (const id of [old.name, 'island']) lab.picture.node({ id, state: 'up' })
  await waitFor(`${old.name} to follow`, () => patroni.hasStandby(), { seconds: 60, signal: lab.signal })
  return { cutAt, electedAt, healedAt, followsAt: lab.now() }
}

async function conclude(
  { cluster }: Replicated,
  cut: Cut & { old: PatroniNode },
  { mainland, island }: Sides,
): Promise<Findings> {
  const [, ...readers] = cluster.people
  const claims = await judgePosts(cluster.db, mainland.sent, readers)
  const during = ({ at }: { at: number }) => at > cut.cutAt && at < cut.healedAt
  const gone = await findGone(cluster, island)
  return {
    claims: [...claims, ...judgeIsland(cut, island, gone)],
    figures: [
      { name: 'until the larger side had a primary', value: (cut.electedAt - cut.cutAt) / 1000, unit: 's' },
      {
        name: 'longest time without an acknowledged post, larger side',
        value:
          longestGap(mainland.sent.filter(({ status }) => status === 200).map((one) => answeredAt(one))) /
          1000,
        unit: 's',
      },
      {
        name: 'until the old primary followed, after the cable was in',
        value: (cut.followsAt - cut.healedAt) / 1000,
        unit: 's',
      },
      ...count('larger side', { sent: mainland.sent.filter(during), looks: mainland.looks.filter(during) }),
      ...count('island', { sent: island.sent.filter(during), looks: island.looks.filter(during) }),
    ],
    charts: [
      { ...drawRate(mainland.sent), title: 'Posts a second, larger side' },
      drawLooks('Reads a second beside the primary that is cut off', island.looks),
      { ...drawRate(island.sent), title: 'Posts a second beside the primary that is cut off' },
      drawLooks('Reads a second, larger side', mainland.looks),
    ],
    lesson:
      'Writes choose consistency: the lone primary cannot reach its standby and says no, and the other side says no until the lease has run out. Reads have the choice: whoever asks the lone machine is answered, but with what was true before the cut.',
  }
}

/** Acknowledged on the island, or shown there, and not there in the end. */
async function findGone(
  { db }: Replicated['cluster'],
  { sent, looks }: Sides['island'],
): Promise<{ acknowledged: number; shown: number }> {
  const among = async (ids: readonly string[]) => {
    const rows = await db.sql<{ id: string }[]>`select id from posts where id = any(${ids}::bigint[])`
    return new Set(ids).size - rows.length
  }
  return {
    acknowledged: await among(sent.flatMap(({ id }) => id ?? [])),
    shown: await among(looks.flatMap(({ newest }) => (newest && newest !== '0' ? [newest] : []))),
  }
}

function judgeIsland(
  { cutAt, electedAt, healedAt, old }: Cut & { old: PatroniNode },
  { sent }: Sides['island'],
  gone: { acknowledged: number; shown: number },
): Claim[] {
  const promised = sent.filter((one) => one.status === 200 && one.at > cutAt && answeredAt(one) < healedAt)
  return [
    {
      text: 'Nobody was told yes by the primary that was cut off.',
      held: promised.length === 0,
      seen: `${promised.length} posts acknowledged beside ${old.name} meanwhile`,
    },
    {
      text: 'Nothing that was acknowledged or shown on the island is gone.',
      held: gone.acknowledged === 0 && gone.shown === 0,
      seen: `${gone.acknowledged} acknowledged and ${gone.shown} shown are gone`,
    },
    {
      text: 'The larger side went on within 40 s, by itself.',
      held: electedAt - cutAt < 40_000,
      seen: `a primary after ${((electedAt - cutAt) / 1000).toFixed(1)} s`,
    },
  ]
}

function count(side: string, { sent, looks }: Sides['island']): Figure[] {
  const good = sent.filter(({ status }) => status === 200).length
  const kinds = ['fresh', 'stale', 'refused'] as const
  return [
    { name: `${side}, during the cut: posts acknowledged`, value: good, unit: `of ${sent.length}` },
    ...kinds.map((kind) => ({
      name: `${side}, during the cut: reads ${kind}`,
      value: looks.filter((look) => look.kind === kind).length,
      unit: `of ${looks.length}`,
    })),
  ]
}
