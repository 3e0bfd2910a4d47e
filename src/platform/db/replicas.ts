import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { defineCounter } from '#platform/telemetry/index.ts'
import { type Position, selectReplayed } from './change-store.ts'
import { inTime } from './in-time.ts'
import { nameConnection } from './migration-files.ts'
import { isConnectionLost } from './postgres-errors.ts'

type Sql = postgres.Sql<Record<string, never>>

/** Standbys that answer lists, as long as they are as new as the primary must be. */
export interface Replicas extends AsyncDisposable {
  /**
   * Runs a reading on a standby that has replayed up to a position, and on the primary where none has in time, or fails.
   * @param at undefined: unknown, so only the primary will do
   */
  read<T>(at: Position | undefined, act: (sql: Sql) => Promise<T>): Promise<T>
}

/** Longer than a standby that is well takes; shorter than people notice. */
const patienceMs = 30
const lookAgainMs = 2
/** One that was too late or failed is left alone for so long, twice as long each time that follows. */
const firstRestMs = 50
const longestRestMs = 1000
const readMs = 5000

const reads = defineCounter({
  name: 'cairn_reads_total',
  help: 'Lists that a standby could answer, by who did: replica, or primary because none was there in time or one failed.',
  labels: ['from'],
})

/** @param urls one server each, for a position is one server's */
export function openReplicas(primary: Sql, urls: readonly string[], maxConnections: number): Replicas {
  const replicas = urls.map((url) => openReplica(url, maxConnections))
  let turn = 0
  return {
    async read(at, act) {
      turn += 1
      const rested = replicas.filter((replica) => replica.isRested())
      const replica = rested[turn % rested.length]
      if (at && replica && (await replica.hasReached(at))) {
        try {
          const result = await inTime(act(replica.sql), { ms: readMs })
          reads.add({ from: 'replica' })
          return result
        } catch (error) {
          if (!isOfStandby(error)) throw error
          replica.rest()
        }
      }
      reads.add({ from: 'primary' })
      return act(primary)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()))
    },
  }
}

/** It is gone, or replaying needed what the reading held (40001). */
function isOfStandby(error: unknown): boolean {
  return isConnectionLost(error) || (error instanceof postgres.PostgresError && error.code === '40001')
}

function openReplica(url: string, maxConnections: number) {
  let replayed: Position | undefined
  // After a restart a standby may stand where it stood before.
  const onclose = () => {
    replayed = undefined
  }
  const sql = connect(url, { max: maxConnections, onclose })
  let watch = connect(url, { max: 1, onclose })
  let restsUntil = 0
  let restMs = firstRestMs
  let looking: Promise<void> | undefined
  const reconnect = () => {
    void watch.end({ timeout: 0 }).catch(() => undefined)
    watch = connect(url, { max: 1, onclose })
  }
  const look = async () => {
    replayed = await inTime(selectReplayed(watch), { ms: readMs, giveUp: reconnect })
  }
  const has = (at: Position) => replayed?.timeline === at.timeline && replayed.lsn >= at.lsn
  const rest = () => {
    restsUntil = performance.now() + restMs
    restMs = Math.min(longestRestMs, restMs * 2)
  }
  /** @throws what the standby says */
  const waitFor = async (at: Position, signal: AbortSignal) => {
    while (!has(at) && !signal.aborted) {
      looking ??= look().finally(() => {
        looking = undefined
      })
      await looking
      if (!has(at)) await pause(lookAgainMs)
    }
  }
  return {
    sql,
    rest,
    isRested: () => performance.now() >= restsUntil,
    /** Waits for it a little. */
    async hasReached(at: Position): Promise<boolean> {
      if (!has(at)) {
        const over = new AbortController()
        await inTime(waitFor(at, over.signal), { ms: patienceMs }).catch(() => undefined)
        over.abort()
      }
      const hasIt = has(at)
      if (hasIt) restMs = firstRestMs
      else rest()
      return hasIt
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([sql.end({ timeout: 5 }), watch.end({ timeout: 1 })])
    },
  }
}

function connect(url: string, own: { readonly max: number; readonly onclose: () => void }): Sql {
  return postgres(url, {
    ...own,
    idle_timeout: 0,
    connect_timeout: 3,
    onnotice: () => undefined,
    transform: { column: { from: postgres.toCamel } },
    connection: { application_name: nameConnection(), default_transaction_read_only: true },
    backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 1),
  })
}
