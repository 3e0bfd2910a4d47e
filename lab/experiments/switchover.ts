import { setTimeout as pause } from 'node:timers/promises'
import type { Experiment } from '../experiment.ts'
import { judgePosts } from '../measure/judge-posts.ts'
import { postSteadily } from '../measure/post-steadily.ts'
import { longestGap } from '../report/statistics.ts'
import { buildReplicated } from '../topology/build-replicated.ts'
import { waitFor } from '../topology/wait-for.ts'
import { answeredAt, drawLatency, drawRate } from './draw-posts.ts'

const rounds = 2

/** The lead is handed over and back, as for an upgrade of each machine in turn. */
export const switchover: Experiment = {
  name: 'switchover',
  session: 2,
  title: 'The primary hands over',
  question: 'A machine is to be serviced: how long can nobody post when its primary hands over in order?',
  seconds: 100,
  async run(lab) {
    const { patroni, cluster } = await buildReplicated(lab, { web: 2, workers: 1, people: 3 })
    const [author, ...readers] = cluster.people
    if (!author) throw new Error('Nobody is there.')
    const steady = postSteadily(lab, { origins: [cluster.origin], people: [author], perSecond: 8 })
    await pause(5000)
    const gaps: number[] = []
    for (let round = 0; round < rounds; round++) {
      const old = await waitFor('a primary', () => patroni.primary(), { signal: lab.signal })
      lab.mark('fault', `${old.name} hands over`)
      const askedAt = lab.now()
      await patroni.switchOver()
      const next = await waitFor(
        'another primary',
        async () => {
          const leader = await patroni.primary()
          return leader && leader.name !== old.name && leader
        },
        { seconds: 60, signal: lab.signal },
      )
      const ledAt = lab.now()
      const isAnswered = () => steady.sent.some((one) => one.status === 200 && one.at > ledAt)
      await waitFor('a post that the new primary took', isAnswered, { seconds: 60, signal: lab.signal })
      lab.mark('healed', `${next.name} leads`)
      const around = steady.sent.filter((one) => one.status === 200 && answeredAt(one) > askedAt - 1000)
      gaps.push(longestGap(around.map(answeredAt)))
      // The next one must not begin before the standby follows again.
      await waitFor('a standby that follows', () => patroni.hasStandby(), { seconds: 60, signal: lab.signal })
      await pause(4000)
    }
    const sent = await steady.stop()
    const claims = await judgePosts(cluster.db, sent, readers)
    const good = sent.filter(({ status }) => status === 200)
    return {
      claims: [
        ...claims,
        {
          text: 'Each time somebody could post again within 15 s.',
          held: gaps.length === rounds && gaps.every((ms) => ms < 15_000),
          seen: gaps.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', '),
        },
      ],
      figures: [
        ...gaps.map((ms, index) => ({
          name: `nobody could post, hand-over ${index + 1}`,
          value: ms / 1000,
          unit: 's',
        })),
        { name: 'acknowledged', value: good.length, unit: `of ${sent.length}` },
        { name: 'refused or without an answer', value: sent.length - good.length, unit: '' },
      ],
      charts: [drawRate(sent), drawLatency(sent)],
      lesson:
        'Who goes in order need not be waited for: the old primary stops, says where its log ends, and gives its lease back. What remains of the gap is the stop, the promotion and the time until the balancer has seen it.',
    }
  },
}
