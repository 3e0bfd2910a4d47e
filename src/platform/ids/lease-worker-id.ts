import { randomBytes } from 'node:crypto'
import type { Database } from '#platform/db/index.ts'

/** The right of this process to a worker id, renewed until disposed of. */
export interface WorkerLease extends AsyncDisposable {
  readonly workerId: number
}

const leaseSeconds = 120

/**
 * Leases a free worker id (0 to 1023) as a row, so that no two processes on one database make the same ids.
 * @throws Error when all 1024 are taken.
 */
export async function leaseWorkerId(db: Database): Promise<WorkerLease> {
  const holder = randomBytes(9).toString('base64url')
  const workerId = await claim(db, holder)
  const timer = setInterval(
    () => {
      renew(db, workerId, holder).catch(() => {
        // The next tick tries again: the lease outlives several misses, and ids need no database in between.
      })
    },
    (leaseSeconds * 1000) / 4,
  )
  timer.unref()
  return {
    workerId,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await db.sql`delete from worker_leases where worker_id = ${workerId} and holder = ${holder}`
    },
  }
}

async function claim(db: Database, holder: string): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const [row] = await db.sql<{ workerId: number }[]>`
      insert into worker_leases (worker_id, holder, expires_at)
      select n, ${holder}, now() + make_interval(secs => ${leaseSeconds})
      from generate_series(0, 1023) as n
      where not exists (select 1 from worker_leases where worker_id = n and expires_at > now())
      order by n
      limit 1
      on conflict (worker_id) do update
        set holder = excluded.holder, expires_at = excluded.expires_at
        where worker_leases.expires_at < now()
      returning worker_id
    `
    if (row) return row.workerId
  }
  throw new Error('No free worker id: 1024 processes already run on this database.')
}

async function renew(db: Database, workerId: number, holder: string): Promise<void> {
  await db.sql`
    update worker_leases set expires_at = now() + make_interval(secs => ${leaseSeconds})
    where worker_id = ${workerId} and holder = ${holder}
  `
}
