import { setTimeout as pause } from 'node:timers/promises'
import type { Experiment } from '../experiment.ts'
import { killAndRestart } from '../faults/kill.ts'
import { judgePosts } from '../measure/judge-posts.ts'
import { postSteadily } from '../measure/post-steadily.ts'
import { longestGap, quantile } from '../report/statistics.ts'
import { buildCluster } from '../topology/build-cluster.ts'
import { startDatabase } from '../topology/start-database.ts'
import { answeredAt, drawLatency, drawRate } from './draw-posts.ts'

/** Crash failures of stateless processes, with people who go on posting. */
export const killNine: Experiment = {
  name: 'kill-nine',
  session: 4,
  title: 'kill -9 under load',
  question: 'Three web and two worker processes: what is lost when any of them dies without a last word?',
  seconds: 60,
  async run(lab) {
    const database = await startDatabase(lab)
    const cluster = await buildCluster(lab, {
      databaseUrl: await database.create(),
      web: 3,
      workers: 2,
      people: 4,
    })
    const [author, ...readers] = cluster.people
    if (!author) throw new Error('Nobody is there.')
    const steady = postSteadily(lab, { origins: [cluster.origin], people: [author], perSecond: 12 })
    lab.say('12 posts a second')
    await pause(4000)
    for (const victim of [cluster.web[0], cluster.workers[0], cluster.web[1], cluster.workers[1]]) {
      if (victim) await killAndRestart(lab, victim, 1500)
      lab.picture.gauge('answered', steady.sent.filter(({ status }) => status === 200).length, 'posts')
      await pause(1500)
    }
    const sent = await steady.stop()
    lab.say('waiting until all homes are written')
    const claims = await judgePosts(cluster.db, sent, readers)
    const good = sent.filter(({ status }) => status === 200)
    return {
      claims,
      figures: [
        { name: 'posts asked for', value: sent.length, unit: '' },
        { name: 'acknowledged', value: good.length, unit: '' },
        { name: 'refused or without an answer', value: sent.length - good.length, unit: '' },
        {
          name: 'longest time without an acknowledgement',
          value: longestGap(good.map(answeredAt)),
          unit: 'ms',
        },
        {
          name: 'latency, median',
          value: quantile(
            good.map(({ ms }) => ms),
            0.5,
          ),
          unit: 'ms',
        },
        {
          name: 'latency, 99 of 100',
          value: quantile(
            good.map(({ ms }) => ms),
            0.99,
          ),
          unit: 'ms',
        },
      ],
      charts: [drawRate(sent), drawLatency(sent)],
      lesson:
        'A process that keeps nothing can die at any time. Requests that it had in hand get no answer, and only their senders know to ask again; what was answered is in the database, and what must follow from it is in the event log.',
    }
  },
}
