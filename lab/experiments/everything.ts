import { setTimeout as pause } from 'node:timers/promises'
import type { Experiment } from '../experiment.ts'
import { killAndRestart } from '../faults/kill.ts'
import type { Lab } from '../lab.ts'
import { judgePosts } from '../measure/judge-posts.ts'
import { postSteadily } from '../measure/post-steadily.ts'
import { longestGap } from '../report/statistics.ts'
import { buildReplicated } from '../topology/build-replicated.ts'
import { type NatsNode, startNats } from '../topology/start-nats.ts'
import type { PatroniCluster } from '../topology/start-patroni.ts'
import { waitFor } from '../topology/wait-for.ts'
import { answeredAt, drawLatency, drawRate } from './draw-posts.ts'

/** The whole of docs/operate/many-machines.md on one machine, and one of each kind dies. */
export const everything: Experiment = {
  name: 'everything',
  session: 4,
  title: 'Everything at once',
  question: 'A server on all its engines: which death of one part can be felt, and for how long?',
  seconds: 150,
  async run(lab) {
    const nats = await startNats(lab)
    const { cluster, patroni } = await buildReplicated(lab, {
      web: 3,
      workers: 2,
      people: 4,
      env: { NATS_URL: nats.urls.join(','), NATS_MONITORING_URL: nats.monitors.join(',') },
    })
    for (const { name } of [...cluster.web, ...cluster.workers])
      for (const node of nats.nodes) lab.picture.edge(name, node.name)
    const [author, ...readers] = cluster.people
    const [web, worker, broker] = [cluster.web[0], cluster.workers[0], nats.nodes[0]]
    if (!author || !web || !worker || !broker) throw new Error('There is too little of everything.')
    const steady = postSteadily(lab, { origins: [cluster.origin], people: [author], perSecond: 8 })
    await pause(4000)
    await killAndRestart(lab, web, 1500)
    await killAndRestart(lab, worker, 1500)
    await killBroker(lab, broker)
    await killPrimary(lab, patroni)
    const quietSince = lab.now()
    const isAnswered = () => steady.sent.some((one) => one.status === 200 && answeredAt(one) > quietSince)
    await waitFor('posts to be taken again', isAnswered, { seconds: 60, signal: lab.signal })
    await pause(4000)
    const sent = await steady.stop()
    const claims = await judgePosts(cluster.db, sent, readers)
    const good = sent.filter(({ status }) => status === 200)
    return {
      claims,
      figures: [
        { name: 'processes', value: 3 + 2 + 3 + 3 + 2 + 2, unit: '' },
        { name: 'acknowledged', value: good.length, unit: `of ${sent.length}` },
        {
          name: 'longest time without an acknowledged post',
          value: longestGap(good.map(answeredAt)) / 1000,
          unit: 's',
        },
      ],
      charts: [drawRate(sent), drawLatency(sent)],
      lesson:
        'Only the part that holds the facts is missed: processes without state and a broker that can be rebuilt die unnoticed. That is what the rule buys that PostgreSQL holds every fact.',
    }
  },
}

async function killBroker(lab: Lab, broker: NatsNode): Promise<void> {
  lab.mark('fault', `kill -9 ${broker.name}`)
  lab.picture.node({ id: broker.name, state: 'down' })
  await broker.process().kill()
  await pause(5000)
  await broker.restart()
  lab.picture.node({ id: broker.name, state: 'up' })
  lab.mark('healed', `${broker.name} is back`)
}

async function killPrimary(lab: Lab, patroni: PatroniCluster): Promise<void> {
  const old = await waitFor('a primary', () => patroni.primary(), { signal: lab.signal })
  lab.mark('fault', `${old.name}, the primary, loses its power`)
  lab.picture.node({ id: old.name, state: 'down', role: '' })
  await old.kill()
  const next = await waitFor('a new primary', () => patroni.primary(), { seconds: 60, signal: lab.signal })
  lab.mark('healed', `${next.name} leads`)
}
