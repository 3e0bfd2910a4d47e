import { setTimeout as pause } from 'node:timers/promises'
import { load } from '../../bench/measure.ts'
import type { Experiment } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import { postSteadily } from '../measure/post-steadily.ts'
import { quantile } from '../report/statistics.ts'
import { buildCluster, type Cluster } from '../topology/build-cluster.ts'
import { startDatabase } from '../topology/start-database.ts'
import { drawLatency } from './draw-posts.ts'

const seconds = 14
const stillMs = 2000

/** The same server, the same fault, the same rate: two ways to ask, and two truths. */
export const twoModels: Experiment = {
  name: 'two-models',
  session: 6,
  title: 'Two ways to measure',
  question: 'A server stands still for two seconds: what does a load test see that waits for each answer?',
  seconds: 55,
  async run(lab) {
    const database = await startDatabase(lab)
    const cluster = await buildCluster(lab, {
      databaseUrl: await database.create(),
      web: 1,
      workers: 1,
      people: 4,
    })
    const closed = await loadClosed(lab, cluster)
    await pause(1000)
    const perSecond = Math.max(5, Math.round(closed.perSecond))
    lab.mark('note', `open: ${perSecond} posts a second, whoever waits`)
    const steady = postSteadily(lab, { origins: [cluster.origin], people: cluster.people, perSecond })
    await standStill(lab, cluster)
    const sent = await steady.stop()
    const times = sent.map(({ ms }) => ms)
    const open = { p50: quantile(times, 0.5), p95: quantile(times, 0.95), p99: quantile(times, 0.99) }
    const affected = sent.filter(({ ms }) => ms > 500).length
    return {
      claims: [
        {
          text: 'The closed model hardly sees the fault: 95 of 100 look as if nothing had been.',
          held: closed.p95 < stillMs / 4,
          seen: `p95 ${closed.p95.toFixed(0)} ms`,
        },
        {
          text: 'The open model sees it.',
          held: open.p95 > closed.p95 * 2,
          seen: `p95 ${open.p95.toFixed(0)} ms; ${affected} of ${sent.length} people waited longer than half a second`,
        },
      ],
      figures: (['p50', 'p95', 'p99'] as const).flatMap((part) => [
        { name: `${part}, closed`, value: closed[part], unit: 'ms' },
        { name: `${part}, open`, value: open[part], unit: 'ms' },
      ]),
      charts: [
        {
          kind: 'bars',
          title: `The same ${stillMs / 1000} s of standing still in ${seconds} s, seen by both`,
          unit: 'ms, logarithmic',
          scale: 'log',
          members: ['closed', 'open'],
          groups: (['p50', 'p95', 'p99'] as const).map((name) => ({
            name,
            values: [closed[name], open[name]],
          })),
        },
        { ...drawLatency(sent), title: 'Open: everybody who came while it stood still had to wait' },
      ],
      lesson:
        'A client that waits for its answer stops asking just when the server is slow, so that the worst seconds count as a few requests: coordinated omission. People do not wait for each other; measure from the moment when they wanted something.',
    }
  },
}

/** A few clients, each of which asks again when it has its answer, at a pace that the server can keep. */
async function loadClosed(lab: Lab, cluster: Cluster) {
  lab.mark('note', 'closed: four clients, each waits for its answer')
  const request = (client: number, count: number) => ({
    method: 'POST' as const,
    path: '/api/v1/statuses',
    headers: {
      authorization: `Bearer ${cluster.people[client % cluster.people.length]?.token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ status: `Closed ${count}`, visibility: 'public' }),
  })
  await load({ origin: cluster.origin, clients: 4, seconds: 2, request })
  const fault = standStill(lab, cluster)
  const figures = await load({ origin: cluster.origin, clients: 4, seconds, request })
  await fault
  // Then, for the open one, a rate that the server serves with ease.
  return { ...figures, perSecond: figures.perSecond / 3 }
}

async function standStill(lab: Lab, cluster: Cluster): Promise<void> {
  const web = cluster.web[0]
  await pause((seconds * 1000) / 2)
  lab.mark('fault', 'the web process stands still')
  if (web) lab.picture.node({ id: web.name, state: 'paused' })
  web?.process().pause()
  await pause(stillMs)
  web?.process().resume()
  lab.mark('healed', 'it goes on')
  if (web) lab.picture.node({ id: web.name, state: 'up' })
  await pause((seconds * 1000) / 2 - stillMs)
}
