import { setTimeout as pause } from 'node:timers/promises'
import type { Experiment } from '../experiment.ts'
import { judgePosts } from '../measure/judge-posts.ts'
import { postSteadily } from '../measure/post-steadily.ts'
import { longestGap } from '../report/statistics.ts'
import { buildReplicated } from '../topology/build-replicated.ts'
import { waitFor } from '../topology/wait-for.ts'
import { answeredAt, drawLatency, drawRate } from './draw-posts.ts'

/** The machine of the primary dies; etcd and Patroni choose the standby, which has everything. */
export const leaderDies: Experiment = {
  name: 'leader-dies',
  session: 2,
  title: 'The primary dies',
  question: 'How long can nobody post when the machine of the primary is gone, and what is lost?',
  seconds: 110,
  async run(lab) {
    const { patroni, cluster } = await buildReplicated(lab, { web: 2, workers: 1, people: 3 })
    const [author, ...readers] = cluster.people
    if (!author) throw new Error('Nobody is there.')
    const steady = postSteadily(lab, { origins: [cluster.origin], people: [author], perSecond: 10 })
    await pause(5000)
    const old = await patroni.primary()
    if (!old) throw new Error('There is no primary.')
    lab.mark('fault', `${old.name}, the primary, loses its power`)
    lab.picture.node({ id: old.name, state: 'down', role: '' })
    const killedAt = lab.now()
    await old.kill()
    const next = await waitFor('a new primary', () => patroni.primary(), { seconds: 60, signal: lab.signal })
    const electedMs = lab.now() - killedAt
    lab.mark('healed', `${next.name} leads`)
    const isAnswered = () =>
      steady.sent.some((one) => one.status === 200 && answeredAt(one) > killedAt + electedMs)
    await waitFor('the first post after it', isAnswered, { seconds: 60, signal: lab.signal })
    await pause(3000)
    lab.mark('note', `${old.name} comes back, as a standby`)
    await old.start()
    lab.picture.node({ id: old.name, state: 'up' })
    await pause(8000)
    const sent = await steady.stop()
    lab.say('looking for what was acknowledged')
    const claims = await judgePosts(cluster.db, sent, readers)
    const good = sent.filter(({ status }) => status === 200)
    return {
      claims: [
        ...claims,
        {
          text: 'It healed by itself within half a minute.',
          held: electedMs < 30_000,
          seen: `a new primary after ${(electedMs / 1000).toFixed(1)} s`,
        },
      ],
      figures: [
        { name: 'until another one leads', value: electedMs / 1000, unit: 's' },
        {
          name: 'longest time without an acknowledged post',
          value: longestGap(good.map(answeredAt)) / 1000,
          unit: 's',
        },
        { name: 'acknowledged', value: good.length, unit: `of ${sent.length}` },
      ],
      charts: [drawRate(sent), drawLatency(sent)],
      lesson:
        'The lease of the dead leader must run out before another may lead: that is most of the gap, and the price of never having two. What was acknowledged was on both machines before the answer left.',
    }
  },
}
