import { setTimeout as pause } from 'node:timers/promises'
import { jetstream, jetstreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { Claim, Experiment, Figure } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import type { Chart } from '../report/chart.ts'
import { longestGap, perSecond, quantile } from '../report/statistics.ts'
import { type NatsCluster, startNats } from '../topology/start-nats.ts'
import { waitFor } from '../topology/wait-for.ts'

const stream = 'lab'

/** JetStream keeps each message on three servers, by Raft; its leader dies while others publish. */
export const raftLeader: Experiment = {
  name: 'raft-leader',
  session: 2,
  title: 'The Raft leader dies',
  question: 'How long does an election take, and what of what was acknowledged is gone?',
  seconds: 35,
  async run(lab) {
    const cluster = await startNats(lab)
    const publishing = await publishSteadily(lab, cluster)
    await pause(4000)
    const elections: number[] = []
    for (let round = 0; round < 3; round++) {
      const leader = await publishing.leader()
      const node = cluster.nodes.find(({ name }) => name === leader)
      if (!node) throw new Error('Nobody leads.')
      lab.mark('fault', `kill -9 ${node.name}, the leader`)
      lab.picture.node({ id: node.name, state: 'down', role: '' })
      const killedAt = lab.now()
      await node.process().kill()
      await waitFor(
        'the next acknowledgement',
        () => publishing.acknowledged.some(({ at }) => at > killedAt + 50),
        {
          signal: lab.signal,
        },
      )
      elections.push(lab.now() - killedAt)
      lab.mark('healed', `${await publishing.leader()} leads`)
      await pause(1500)
      await node.restart()
      lab.picture.node({ id: node.name, state: 'up' })
      await pause(3000)
    }
    return conclude(await publishing.stop(), elections)
  },
}

export interface Publishing {
  /** In the order of the answers. */
  readonly acknowledged: readonly { readonly id: string; readonly at: number; readonly ms: number }[]
  leader(): Promise<string | undefined>
  /** Stops, and reads the whole stream. */
  stop(): Promise<Published>
}

export interface Published {
  readonly asked: number
  readonly acknowledged: Publishing['acknowledged']
  /** Message ids in the order of the stream. */
  readonly kept: readonly string[]
}

/** Publishes 50 messages a second, each tried again under the same id until it is acknowledged. */
export async function publishSteadily(lab: Lab, cluster: NatsCluster): Promise<Publishing> {
  const connection = await connect({
    servers: [...cluster.urls],
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
  })
  lab.use({ [Symbol.asyncDispose]: () => connection.close() })
  const manager = await waitFor('JetStream to have a leader', () => createStream(connection), {
    signal: lab.signal,
  })
  const client = jetstream(connection)
  lab.picture.node({ id: 'publisher', kind: 'client', label: 'publisher' })
  for (const { name } of cluster.nodes) lab.picture.edge('publisher', name)
  const acknowledged: { id: string; at: number; ms: number }[] = []
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, lab.signal])
  const begun = lab.now()
  const underWay: Promise<void>[] = []
  const publish = async (id: string, at: number) => {
    for (let attempt = 0; attempt < 200 && !lab.signal.aborted; attempt++) {
      try {
        await client.publish('lab.event', id, { msgID: id, timeout: 1000 })
        acknowledged.push({ id, at: lab.now(), ms: lab.now() - at })
        return
      } catch {
        await pause(100)
      }
    }
  }
  const loop = async () => {
    for (let number = 0; !signal.aborted; number++) {
      const at = begun + number * 20
      const wait = at - lab.now()
      if (wait > 0) await pause(wait, undefined, { signal }).catch(() => undefined)
      if (!signal.aborted) underWay.push(publish(`message ${number}`, at))
    }
  }
  const looping = loop()
  const leader = async () =>
    (await manager.streams.info(stream).catch(() => undefined))?.cluster?.leader || undefined
  const watching = watch(lab, { cluster, leader, signal, count: () => acknowledged.length })
  return {
    acknowledged,
    leader: () => waitFor('a leader', leader, { signal: lab.signal }),
    async stop() {
      stop.abort()
      await Promise.all([looping, watching])
      await Promise.all(underWay)
      return { asked: underWay.length, acknowledged, kept: await readAll(connection) }
    },
  }
}

async function createStream(connection: NatsConnection) {
  const manager = await jetstreamManager(connection, { timeout: 3000 })
  await manager.streams.add({
    name: stream,
    subjects: ['lab.>'],
    num_replicas: 3,
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
  })
  return manager
}

async function watch(
  lab: Lab,
  about: {
    cluster: NatsCluster
    leader: () => Promise<string | undefined>
    signal: AbortSignal
    count: () => number
  },
): Promise<void> {
  while (!about.signal.aborted) {
    const leads = await about.leader()
    for (const { name } of about.cluster.nodes)
      lab.picture.node({ id: name, role: name === leads ? 'leader' : 'follower' })
    if (leads) lab.picture.travel('publisher', leads)
    lab.picture.gauge('acknowledged', about.count(), 'messages')
    await pause(500, undefined, { signal: about.signal }).catch(() => undefined)
  }
}

async function readAll(connection: NatsConnection): Promise<string[]> {
  const manager = await jetstreamManager(connection)
  const { state } = await manager.streams.info(stream)
  const consumer = await jetstream(connection).consumers.get(stream)
  const kept: string[] = []
  while (kept.length < state.messages) {
    const batch = await consumer.fetch({ max_messages: 500, expires: 5000 })
    let count = 0
    for await (const message of batch) {
      kept.push(message.string())
      count += 1
      if (kept.length >= state.messages) break
    }
    if (count === 0) break
  }
  return kept
}

/** What holds for every log that says yes only when most have written. */
export function judgePublished({ acknowledged, kept, asked }: Published): Claim[] {
  const there = new Set(kept)
  const lost = acknowledged.filter(({ id }) => !there.has(id))
  return [
    {
      text: 'No acknowledged message is lost.',
      held: lost.length === 0,
      seen: `${acknowledged.length - lost.length} of ${acknowledged.length} are in the stream`,
    },
    {
      text: 'None is there twice, although many were sent again.',
      held: there.size === kept.length,
      seen: `${kept.length} messages, ${there.size} different`,
    },
    {
      text: 'In the end each was acknowledged.',
      held: acknowledged.length === asked,
      seen: `${acknowledged.length} of ${asked}`,
    },
  ]
}

export function drawPublished({ acknowledged }: Published): Chart[] {
  return [
    {
      kind: 'lines',
      title: 'Messages acknowledged in each second',
      x: { label: 'seconds' },
      y: { label: 'messages' },
      marks: true,
      series: [{ name: 'acknowledged', as: 'steps', points: perSecond(acknowledged.map(({ at }) => at)) }],
    },
    {
      kind: 'lines',
      title: 'How long each message waited until three servers had it',
      x: { label: 'seconds' },
      y: { label: 'ms, logarithmic', scale: 'log' },
      marks: true,
      series: [
        {
          name: 'message',
          as: 'dots',
          points: acknowledged.map(({ at, ms }) => [(at - ms) / 1000, Math.max(1, ms)]),
        },
      ],
    },
  ]
}

export function measurePublished({ acknowledged }: Published): Figure[] {
  return [
    {
      name: 'longest time without an acknowledgement',
      value: longestGap(acknowledged.map(({ at }) => at)) / 1000,
      unit: 's',
    },
    {
      name: 'acknowledgement, median',
      value: quantile(
        acknowledged.map(({ ms }) => ms),
        0.5,
      ),
      unit: 'ms',
    },
  ]
}

function conclude(published: Published, elections: readonly number[]) {
  return {
    claims: judgePublished(published),
    figures: [
      ...elections.map((ms, index) => ({ name: `election ${index + 1}`, value: ms / 1000, unit: 's' })),
      ...measurePublished(published),
    ],
    charts: drawPublished(published),
    lesson:
      'A follower that hears nothing for the length of a time-out asks to be elected; two of three suffice. What the old leader had acknowledged stood on two disks, so that whoever is elected has it.',
  }
}
