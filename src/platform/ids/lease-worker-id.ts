import { randomBytes } from 'node:crypto'
import type { Database } from '#platform/db/index.ts'

/** The right of this process to a worker id, renewed until disposed of. */
export interface WorkerLease extends AsyncDisposable {
  readonly workerId: number
  /** Aborts when another process has the id: this one was silent for too long, and must make no more ids. */
  readonly lost: AbortSignal
}

const leaseSeconds = 120
const renewMs = (leaseSeconds * 1000) / 4
/** A process that takes the id right away, on a host whose clock lags, would make ids that were made already. */
const restSeconds = 60

/**
 * Leases a free worker id (0 to 1023) as a row, so that no two processes on one database make the same ids.
 * @throws Error when all 1024 are taken.
 */
export async function leaseWorkerId(db: Database): Promise<WorkerLease> {
  const holder = randomBytes(9).toString('base64url')
  const workerId = await claim(db, holder)
  const lost = new AbortController()
  const timer = setInterval(() => {
    renew(db, workerId, holder).then(
      (renewed) => {
        if (!renewed) lost.abort(new Error(`The lease of worker id ${workerId} was lost.`))
      },
      () => {
        // The next tick tries again: the lease outlives several misses, and ids need no database in between.
      },
    )
  }, renewMs)
  timer.unref()
  return {
    workerId,
    lost: lost.signal,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await release(db, workerId, holder)
    },
  }
}

/** Any free id, for many that start together would all meet at the lowest. */
async function claim(db: Database, holder: string): Promise<number> {
  for (;;) {
    const [free] = await db.sql<{ workerId: number }[]>`
      select n as worker_id
      from generate_series(0, 1023) as n
      where not exists (select 1 from worker_leases where worker_id = n and expires_at > now())
      order by random()
      limit 1
    `
    if (!free) throw new Error('No free worker id: 1024 processes already run on this database.')
    const [taken] = await db.sql`
      insert into worker_leases (worker_id, holder, expires_at)
      values (${free.workerId}, ${holder}, now() + make_interval(secs => ${leaseSeconds}))
      on conflict (worker_id) do update
        set holder = excluded.holder, expires_at = excluded.expires_at
        where worker_leases.expires_at < now()
      returning worker_id
    `
    if (taken) return free.workerId
  }
}

async function renew(db: Database, workerId: number, holder: string): Promise<boolean> {
  const renewed = await db.sql`
    update worker_leases set expires_at = now() + make_interval(secs => ${leaseSeconds})
    where worker_id = ${workerId} and holder = ${holder}
  `
  return renewed.count === 1
}

async function release(db: Database, workerId: number, holder: string): Promise<void> {
  await db.sql`
    update worker_leases set expires_at = now() + make_interval(secs => ${restSeconds})
    where worker_id = ${workerId} and holder = ${holder}
  `
}
