import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '@nats-io/transport-node'
import { freePort } from '#kit/free-port.ts'
import type { Claim, Experiment } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import type { Series } from '../report/chart.ts'
import { fetchPrograms } from '../topology/fetch-programs.ts'
import { type NatsNode, type NatsServerFacts, startNatsServer } from '../topology/start-nats.ts'
import { waitFor } from '../topology/wait-for.ts'

const size = 5

/** Membership by gossip: each server is told of one other, and soon knows all. */
export const gossip: Experiment = {
  name: 'gossip',
  session: 2,
  title: 'Five servers find each other',
  question:
    'Each of five servers is told of one other: when do all know all, and what when the first one dies?',
  seconds: 30,
  async run(lab) {
    const members = await prepare(lab)
    const watching = watch(lab, members)
    lab.mark('note', 'five servers start, each knows its predecessor')
    for (const member of members) await member.start()
    const startedAt = lab.now()
    await waitFor('all to know all', () => knowEachOther(members), { signal: lab.signal })
    const metMs = lab.now() - startedAt
    lab.mark('healed', 'all know all')
    const claims = [await speakAcross(lab, members, 'Who was never told of another reaches it.')]
    await pause(1500)

    const [first, ...others] = members
    if (!first) throw new Error('Nobody is there.')
    lab.mark('fault', `kill -9 ${first.name}, whom all others were led to`)
    lab.picture.node({ id: first.name, state: 'down' })
    await first.kill()
    const killedAt = lab.now()
    await waitFor('the others to notice', () => knowEachOther(others), { signal: lab.signal })
    const noticedMs = lab.now() - killedAt
    lab.mark('healed', 'the other four know each other')
    claims.push(await speakAcross(lab, members, 'Without the first one the others reach each other.'))
    await pause(1500)

    lab.mark('note', `${first.name} comes back: it knows nobody, and its successor looks for it`)
    const backAt = lab.now()
    await first.start()
    lab.picture.node({ id: first.name, state: 'up' })
    await waitFor('all to know all again', () => knowEachOther(members), { signal: lab.signal })
    const backMs = lab.now() - backAt
    lab.mark('healed', 'all know all again')
    await pause(1500)
    const series = await watching.stop()
    return {
      claims: [...claims, judgeTold(members, series)],
      figures: [
        { name: 'from the start of the last server until all knew all', value: metMs, unit: 'ms' },
        { name: 'from kill -9 until all others knew', value: noticedMs, unit: 'ms' },
        { name: 'from the return until all knew all', value: backMs, unit: 'ms' },
      ],
      charts: [
        {
          kind: 'lines',
          title: 'How many others each server knows',
          x: { label: 'seconds' },
          y: { label: 'other servers' },
          marks: true,
          series,
        },
      ],
      lesson:
        'Each server tells those whom it knows of those whom it knows. So one address suffices to join, no list need be kept in step, and the first one is needed no more as soon as it has introduced the others.',
    }
  },
}

interface Member {
  readonly name: string
  readonly facts: NatsServerFacts
  /** Whom it is told of at the start. */
  readonly told: number
  isUp(): boolean
  url(): string
  start(): Promise<void>
  kill(): Promise<void>
}

/** A chain: the first knows nobody, each next one its predecessor. */
async function prepare(lab: Lab): Promise<Member[]> {
  const program = (await fetchPrograms(lab, 'nats')).file('usr/sbin/nats-server')
  const members: Member[] = []
  let routes: string[] = []
  for (let number = 1; number <= size; number++) {
    const [port, route, monitor] = [await freePort(), await freePort(), await freePort()]
    const facts = {
      name: `nats${number}`,
      host: '127.0.0.1',
      port,
      route,
      monitor,
      jetStream: false,
    } as const
    members.push(member(lab, { ...facts, routes, program }))
    routes = [`nats-route://127.0.0.1:${route}`]
  }
  return members
}

function member(lab: Lab, facts: Parameters<typeof startNatsServer>[1]): Member {
  let node: NatsNode | undefined
  return {
    name: facts.name,
    facts,
    told: facts.routes.length,
    isUp: () => node?.process().isRunning() ?? false,
    url: () => `nats://${facts.host}:${facts.port}`,
    async start() {
      if (node) await node.restart()
      else node = await startNatsServer(lab, facts)
    },
    kill: async () => node?.process().kill(),
  }
}

/** @returns names of the servers to which it has a route. @throws where it does not answer */
async function knownTo({ facts }: Member): Promise<string[]> {
  const answer = await fetch(`http://${facts.host}:${facts.monitor}/routez`, {
    signal: AbortSignal.timeout(1000),
  })
  const { routes } = (await answer.json()) as { routes?: { remote_name: string }[] }
  return [...new Set((routes ?? []).map(({ remote_name: name }) => name))]
}

async function knowEachOther(members: readonly Member[]): Promise<boolean> {
  for (const one of members) {
    const known = await knownTo(one)
    const others = members.filter(({ name }) => name !== one.name)
    if (known.length !== others.length || !others.every(({ name }) => known.includes(name))) return false
  }
  return true
}

/** Ten times a second: who knows how many. Draws a line for each acquaintance. */
function watch(lab: Lab, members: readonly Member[]): { stop(): Promise<Series[]> } {
  const series = members.map(({ name }) => ({ name, as: 'steps' as const, points: [] as [number, number][] }))
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, lab.signal])
  const look = async () => {
    for (const [index, one] of members.entries()) {
      const known = one.isUp() ? await knownTo(one).catch(() => []) : []
      series[index]?.points.push([lab.now() / 1000, known.length])
      if (one.isUp()) lab.picture.node({ id: one.name, detail: `knows ${known.length}` })
      for (const other of known) if (one.name < other) lab.picture.edge(one.name, other)
    }
  }
  const loop = async () => {
    while (!signal.aborted) {
      await look()
      await pause(100, undefined, { signal }).catch(() => undefined)
    }
  }
  const looping = loop()
  return {
    async stop() {
      stop.abort()
      await looping
      return series
    },
  }
}

/** Says something to the server that came last and hears it at the one that is up and came first. */
async function speakAcross(lab: Lab, members: readonly Member[], text: string): Promise<Claim> {
  const up = members.filter((one) => one.isUp())
  const [first, last] = [up[0], up.at(-1)]
  if (!first || !last) throw new Error('Nobody is up.')
  const listener = await connect({ servers: first.url(), ignoreClusterUpdates: true })
  const speaker = await connect({ servers: last.url(), ignoreClusterUpdates: true })
  try {
    const heard: number[] = []
    const subscription = listener.subscribe('lab.greeting', { callback: () => void heard.push(lab.now()) })
    await listener.flush()
    // That somebody listens is told among servers, too, and a moment later.
    const arrives = async () => {
      speaker.publish('lab.greeting')
      await speaker.flush()
      return heard.length > 0
    }
    const held = await waitFor('a greeting', arrives, { seconds: 5, signal: lab.signal }).catch(() => false)
    lab.picture.travel(last.name, first.name, 'greeting')
    subscription.unsubscribe()
    return { text, held, seen: `said at ${last.name}, heard at ${first.name}: ${heard.length} times` }
  } finally {
    await Promise.all([listener.close(), speaker.close()])
  }
}

function judgeTold(members: readonly Member[], series: readonly Series[]): Claim {
  const most = series.map(({ points }) => Math.max(...points.map(([, known]) => known)))
  return {
    text: 'All learned of all, though each was told of one at most.',
    held: most.every((known) => known === members.length - 1) && members.every(({ told }) => told <= 1),
    seen: members.map(({ name, told }, index) => `${name}: told ${told}, knew ${most[index]}`).join('; '),
  }
}
