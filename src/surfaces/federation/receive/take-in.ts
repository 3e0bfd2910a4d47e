import { createBatcher } from '#platform/batch/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import { insertAllSeen } from './inbox-store.ts'
import type { Arrived, TakeIn } from './needs.ts'
import type { Precedence } from './precedence.ts'
import { processActivity } from './process-activity.ts'

const maxAtOnce = 256
const maxBytesAtOnce = 4 * 1024 * 1024
/** Together about a second's work of the database, and a bound on memory whatever comes in. */
const maxWaiting = 2000
const maxWaitingBytes = 32 * 1024 * 1024

export function createTakeIn(
  needs: { db: Pick<Database, 'writeOnce'>; jobs: JobQueue },
  precedence: Pick<Precedence, 'during'>,
): TakeIn {
  const batcher = createBatcher<Arrived, 'stored'>({
    max: maxAtOnce,
    maxSize: maxBytesAtOnce,
    sizeOf: ({ body }) => body.length,
    // While one is being written to disk, the next one is prepared.
    atOnce: 2,
    run: (arrived) => store(needs, arrived),
  })
  let bytes = 0
  return async (arrived) => {
    const size = arrived.body.length
    if (batcher.waiting >= maxWaiting || bytes + size > maxWaitingBytes) return 'full'
    bytes += size
    try {
      return await precedence.during(() => batcher.add(arrived))
    } finally {
      bytes -= size
    }
  }
}

async function store(
  { db, jobs }: { db: Pick<Database, 'writeOnce'>; jobs: JobQueue },
  arrived: readonly Arrived[],
): Promise<'stored'[]> {
  const byKey = new Map(arrived.map((one) => [one.key.toString('hex'), one]))
  const items = [...byKey].map(([key, { actorUri, body }]) => ({ key, payload: { body }, lane: actorUri }))
  await db.writeOnce((tx) =>
    jobs.enqueueReturned(tx, processActivity, insertAllSeen(tx.sql, [...byKey.keys()]), items),
  )
  return arrived.map(() => 'stored')
}
