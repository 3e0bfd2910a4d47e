import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '#platform/db/index.ts'
import type { Experiment } from '../experiment.ts'
import { judgePosts } from '../measure/judge-posts.ts'
import { postSteadily, type Sent } from '../measure/post-steadily.ts'
import { quantile } from '../report/statistics.ts'
import { buildCluster } from '../topology/build-cluster.ts'
import { openAdminOf } from '../topology/open-admin-of.ts'
import { startDatabase } from '../topology/start-database.ts'
import { waitFor } from '../topology/wait-for.ts'
import { drawLatency } from './draw-posts.ts'

/** One event that nobody can handle, and one job that makes no sense, amid work that goes on. */
export const poisonMessage: Experiment = {
  name: 'poison-message',
  session: 5,
  title: 'A poison message',
  question: 'Does one event that always fails hold up all the others?',
  seconds: 30,
  async run(lab) {
    const database = await startDatabase(lab)
    const databaseUrl = await database.create()
    const { db, origin, people } = await buildCluster(lab, { databaseUrl, web: 1, workers: 1, people: 3 })
    const [author, ...readers] = people
    if (!author) throw new Error('Nobody is there.')
    const steady = postSteadily(lab, { origins: [origin], people: [author], perSecond: 8 })
    await pause(4000)
    const poisonedAt = lab.now()
    lab.mark('fault', 'an event that no consumer can handle, and a job of nonsense')
    await poison(db)
    await waitFor('the event to be parked', async () => (await countParked(db)).parked > 0, {
      signal: lab.signal,
    })
    lab.mark('note', 'it is parked, and tried again later')
    await pause(5000)
    const tried = await countParked(db)
    // Six minutes of waiting between the tries are not shown.
    await db.sql`update parked_events set attempts = 9, run_at = now() where dead_at is null`
    await db.sql`update jobs set attempts = 1000, run_at = now() where kind = 'deliver-activity' and attempts > 0`
    await waitFor('the last try', async () => (await countParked(db)).dead > 0, { signal: lab.signal })
    lab.mark('note', 'it is a dead letter')
    await using admin = await openAdminOf({ origin, databaseUrl, dataDir: `${lab.folder}/data/operator` })
    const letters = await admin.deadLetters.list()
    for (const { id } of letters) await admin.deadLetters.drop(id)
    lab.mark('healed', 'the operator has dropped what was dead')
    await pause(2000)
    const sent = await steady.stop()
    const left = (await admin.deadLetters.list()).length
    const during = sent.filter(({ at }) => at >= poisonedAt)
    const median = (some: readonly Sent[]) =>
      quantile(
        some.map(({ ms }) => ms),
        0.5,
      )
    const consumers = new Set(letters.filter(({ kind }) => kind === 'event').map(({ handler }) => handler))
    return {
      claims: [
        ...(await judgePosts(db, sent, readers)),
        {
          text: 'What cannot be handled is shown to the operator, with its reason.',
          held: letters.length > 0 && letters.every(({ error }) => error !== null),
          seen: `${letters.length} dead letters of ${[...consumers].join(', ')}: ${letters[0]?.error?.slice(0, 80)}`,
        },
        { text: 'The operator can drop it.', held: left === 0, seen: `${left} left` },
      ],
      figures: [
        { name: 'tries in the first five seconds', value: tried.attempts, unit: '' },
        {
          name: 'answer before the poison, median',
          value: median(sent.filter(({ at }) => at < poisonedAt)),
          unit: 'ms',
        },
        { name: 'answer after it, median', value: median(during), unit: 'ms' },
      ],
      charts: [drawLatency(sent)],
      lesson:
        'An event that fails is parked, with what comes later about the same subject behind it; all others go on. Without that, one bad message stops a queue for ever: the price of order is paid by its subject alone.',
    }
  },
}

/** As a fault in the code of yesterday would have written them. */
async function poison(db: Database): Promise<void> {
  await db.sql`
    insert into events (id, type, subject, data)
    values (1, 'post.published', 'post:poison', ${db.sql.json({ postId: 'poison', accountId: 'poison' })})
  `
  await db.sql`
    insert into jobs (id, kind, payload, lane)
    values (2, 'deliver-activity', ${db.sql.json({ inbox: 'nowhere', accountId: 'poison' })}, 'nowhere')
  `
}

async function countParked(db: Database): Promise<{ parked: number; dead: number; attempts: number }> {
  const [row] = await db.sql<{ parked: number; dead: number; attempts: number }[]>`
    select count(*)::int as parked, count(dead_at)::int as dead, coalesce(max(attempts), 0)::int as attempts
    from parked_events
  `
  return row ?? { parked: 0, dead: 0, attempts: 0 }
}
