import { setTimeout as pause } from 'node:timers/promises'
import type { Experiment } from '../experiment.ts'
import { buildNetwork } from '../topology/build-network.ts'
import { startNats } from '../topology/start-nats.ts'
import { drawPublished, judgePublished, measurePublished, publishSteadily } from './raft-leader.ts'

/** A partition: the leader of the log is alone on one side, with its clients on the other. */
export const cutOff: Experiment = {
  name: 'cut-off',
  session: 2,
  title: 'The leader is cut off',
  question:
    'A partition leaves the leader alone: who may say yes, and what becomes of what the other side wrote?',
  seconds: 45,
  needsRoot: true,
  async run(lab) {
    const places = await buildNetwork(lab, 3)
    const cluster = await startNats(lab, places)
    const publishing = await publishSteadily(lab, cluster)
    await pause(4000)
    const leader = await publishing.leader()
    const index = cluster.nodes.findIndex(({ name }) => name === leader)
    const place = places[index]
    if (!place || leader === undefined) throw new Error('Nobody leads.')
    lab.mark('fault', `the cable of ${leader}, the leader, is taken out`)
    lab.picture.node({ id: leader, state: 'cut off' })
    await place.cut()
    const cutAt = lab.now()
    await pause(12_000)
    const meanwhile = publishing.acknowledged.filter(({ at }) => at > cutAt)
    const first = Math.min(...meanwhile.map(({ at }) => at))
    lab.mark('healed', 'the cable is in again')
    lab.picture.node({ id: leader, state: 'up' })
    await place.heal()
    await pause(5000)
    const published = await publishing.stop()
    return {
      claims: [
        ...judgePublished(published),
        {
          text: 'The majority went on without the one that was cut off.',
          held: meanwhile.length > 0,
          seen: `${meanwhile.length} messages acknowledged while it was away`,
        },
      ],
      figures: [
        { name: 'until the majority said yes again', value: (first - cutAt) / 1000, unit: 's' },
        ...measurePublished(published),
      ],
      charts: drawPublished(published),
      lesson:
        'On the smaller side nobody may say yes: consistency is chosen over availability, for a few seconds and for writers only. When the cable is back the old leader hears of a later term, steps down and copies what it missed.',
    }
  },
}
