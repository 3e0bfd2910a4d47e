import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '#platform/db/index.ts'
import type { Experiment } from '../experiment.ts'
import type { Lab } from '../lab.ts'
import { judgePosts } from '../measure/judge-posts.ts'
import { postSteadily } from '../measure/post-steadily.ts'
import { quantile } from '../report/statistics.ts'
import { buildCluster } from '../topology/build-cluster.ts'
import { startDatabase } from '../topology/start-database.ts'
import { waitFor } from '../topology/wait-for.ts'
import { drawLatency } from './draw-posts.ts'

const pausedMs = 10_000

/** The process behind the event log stands still, while people go on posting. */
export const slowConsumer: Experiment = {
  name: 'slow-consumer',
  session: 5,
  title: 'A consumer that stands still',
  question: 'Whom does it hurt when the process behind the event log stops for ten seconds?',
  seconds: 40,
  async run(lab) {
    const database = await startDatabase(lab)
    const databaseUrl = await database.create()
    const { db, origin, people, workers } = await buildCluster(lab, {
      databaseUrl,
      web: 1,
      workers: 1,
      people: 4,
    })
    const [author, ...readers] = people
    const worker = workers[0]
    if (!author || !worker) throw new Error('There is too little of everything.')
    const backlog = watchBacklog(lab, db)
    const steady = postSteadily(lab, { origins: [origin], people: [author], perSecond: 20 })
    await pause(4000)
    const pausedAt = lab.now()
    lab.mark('fault', 'the worker is paused (SIGSTOP)')
    lab.picture.node({ id: worker.name, state: 'paused' })
    worker.process().pause()
    await pause(pausedMs)
    worker.process().resume()
    const resumedAt = lab.now()
    lab.mark('healed', 'the worker goes on')
    lab.picture.node({ id: worker.name, state: 'up' })
    await waitFor('the backlog to end', () => (backlog.points.at(-1)?.[1] ?? 0) === 0, { signal: lab.signal })
    const caughtUpMs = lab.now() - resumedAt
    await pause(4000)
    const sent = await steady.stop()
    const claims = await judgePosts(db, sent, readers)
    await backlog.stop()
    const most = Math.max(...backlog.points.map(([, count]) => count))
    const during = sent.filter(({ at }) => at >= pausedAt && at < resumedAt)
    return {
      claims: [
        ...claims,
        {
          text: 'Nobody who posted noticed.',
          held: during.every(({ status }) => status === 200),
          seen: `${during.length} posts in these ten seconds, median ${quantile(
            during.map(({ ms }) => ms),
            0.5,
          ).toFixed(0)} ms`,
        },
      ],
      figures: [
        { name: 'posts not yet in homes, at most', value: most, unit: '' },
        { name: 'time to catch up', value: caughtUpMs, unit: 'ms' },
        { name: 'speed of catching up', value: most / Math.max(0.001, caughtUpMs / 1000), unit: 'posts/s' },
      ],
      charts: [
        {
          kind: 'lines',
          title: 'Posts that stand in the log and not yet in homes',
          x: { label: 'seconds' },
          y: { label: 'posts' },
          marks: true,
          series: [{ name: 'backlog', points: backlog.points }],
        },
        drawLatency(sent),
      ],
      lesson:
        'The log is a buffer with a memory: who writes does not wait for who reads. A consumer that comes back takes up many events in one transaction, so that it catches up faster than it fell behind.',
    }
  },
}

interface Backlog {
  /** Seconds, and how many posts wait. */
  readonly points: (readonly [second: number, count: number])[]
  stop(): Promise<void>
}

/** Looks five times a second how far the consumer of homes is behind. */
function watchBacklog(lab: Lab, db: Database): Backlog {
  const points: Backlog['points'] = []
  const over = new AbortController()
  const loop = async () => {
    while (!over.signal.aborted && !lab.signal.aborted) {
      const [row] = await db.sql<{ count: number }[]>`
        select count(*)::int as count
        from events as e
        where e.type = 'post.published'
          and not exists (
            select 1 from event_cursors as c where c.consumer = 'home' and (c.xid, c.id) >= (e.xid, e.id)
          )
      `
      points.push([lab.now() / 1000, row?.count ?? 0])
      lab.picture.gauge('backlog', row?.count ?? 0, 'posts')
      await pause(200)
    }
  }
  const looping = loop()
  return {
    points,
    async stop() {
      over.abort()
      await looping
    },
  }
}
