import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { defineHistogram, traced } from '#platform/telemetry/index.ts'
import { openChangeLog } from './change-log.ts'
import { deleteChanges, insertChanges, selectHorizon } from './change-store.ts'
import { type Changes, createChanges, type OpenChanges } from './changes.ts'
import { nameConnection } from './migration-files.ts'
import { isRetryable } from './postgres-errors.ts'
import { openReplicas } from './replicas.ts'
import { type HintBus, type HintWire, routeHints } from './route-hints.ts'
import { isSharded } from './shards/index.ts'

export type Sql = postgres.Sql<Record<string, never>>
export type TransactionSql = postgres.TransactionSql<Record<string, never>>
/** A statement, to be awaited or to stand in another one. */
export type Statement = postgres.PendingQuery<postgres.Row[]>

/** What a command holds while its change and the change's consequences are written together. */
export interface Transaction {
  readonly sql: TransactionSql
  /**
   * Forgets what is remembered of rows that this transaction changes. It is called before the commit, which carries to other
   * processes what is told meanwhile, and again after it.
   */
  forget(act: () => void): void
  /** Work for after the commit that may be lost in a crash: waking readers, remembering. Never consequences. */
  afterCommit(act: () => void): void
}

/** The same where one statement is all there is to write, and commits by itself. */
export interface OneStatement {
  readonly sql: Sql
  afterCommit(act: () => void): void
}

export interface Database extends AsyncDisposable {
  /** Queries outside any transaction. Columns arrive in camelCase, bigint as decimal text. */
  readonly sql: Sql
  /**
   * Reads what is only to be shown, by a standby where one is as new as the last `changes.catchUp()`. Not for what is
   * remembered, decided upon or just written by the same request. @param act runs once more when a standby fails
   */
  read<T>(act: (sql: Sql) => Promise<T>): Promise<T>
  /** What processes on this database tell each other of changed rows. */
  readonly changes: Changes
  /** Wakes listeners in other processes; nothing is promised. */
  notify(channel: string, payload: string): Promise<void>
  /** Hears them. @param connected is called when some may have been missed */
  listen(channel: string, heard: (payload: string) => void, connected?: () => void): Promise<void>
  /** Resolves when the database answers. @throws when it does not */
  ping(): Promise<void>
  /** Upkeep of the log of changes: drops what is older than the last call. @returns how many rows went */
  pruneChanges(): Promise<number>
  /** Whether tables are spread over several nodes; asked once. */
  isSharded(): Promise<boolean>
  /** Runs `act` in one transaction (read committed); tries again on serialisation failures and deadlocks. */
  transact<T>(act: (tx: Transaction) => Promise<T>): Promise<T>
  /** As `transact`, for an act that writes with a single statement: a quarter of the journeys to the database. */
  writeOnce<T>(act: (tx: OneStatement) => Promise<T>): Promise<T>
}

const lastWordsMs = 2000

/**
 * Opens a pool.
 * @param url any PostgreSQL 15 or newer
 * @param options.bus carries hints in place of NOTIFY
 * @param options.shared other processes have part in the database: changes are written into a log and read from it
 * @param options.replicas standbys, one server each; only with `shared`
 */
export function openDatabase(
  url: string,
  options: {
    readonly maxConnections?: number
    readonly bus?: HintBus | undefined
    readonly shared?: boolean
    readonly replicas?: readonly string[]
  } = {},
): Database {
  const sql: Sql = postgres(url, {
    max: options.maxConnections ?? 16,
    idle_timeout: 0,
    connect_timeout: 10,
    onnotice: () => undefined,
    transform: { column: { from: postgres.toCamel } },
    connection: { application_name: nameConnection() },
    // Reconnect quickly: a supervised database is back within a second or two.
    backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 1),
  })
  const messenger = openMessenger(url)
  // Ending a connection that is still being made would leave it open, and the process with it.
  const underWay = new Set<Promise<unknown>>()
  const own: HintWire = {
    async notify(channel, payload) {
      const sent = messenger.notify(channel, payload)
      underWay.add(sent)
      try {
        await sent
      } finally {
        underWay.delete(sent)
      }
    },
    listen: (...listener) => sql.listen(...listener),
  }
  const routed = options.bus && routeHints(own, options.bus)
  const wire = routed ?? own
  const log = options.shared ? openChangeLog(url) : undefined
  const changes = createChanges(wire, log)
  const urls = options.replicas ?? []
  const replicas = urls.length > 0 ? openReplicas(sql, urls, options.maxConnections ?? 16) : undefined
  let horizon: string | undefined
  let sharded: Promise<boolean> | undefined
  return {
    sql,
    changes,
    read: (act) => (replicas ? replicas.read(changes.position(), act) : act(sql)),
    async notify(channel, payload) {
      await wire.notify(channel, payload)
    },
    async listen(...listener) {
      await wire.listen(...listener)
    },
    async ping() {
      await sql`select 1`
    },
    async pruneChanges() {
      const before = horizon
      horizon = await selectHorizon(sql)
      return before === undefined ? 0 : deleteChanges(sql, before)
    },
    transact: (act) => traced({ name: 'transaction' }, () => measured(() => transact({ sql, changes }, act))),
    writeOnce: (act) => traced({ name: 'transaction' }, () => measured(() => writeOnce(sql, act))),
    isSharded() {
      sharded ??= isSharded(sql).catch((error: unknown) => {
        sharded = undefined
        throw error
      })
      return sharded
    },
    async [Symbol.asyncDispose]() {
      await changes.flush()
      routed?.[Symbol.dispose]()
      await Promise.race([Promise.allSettled(underWay), pause(lastWordsMs, undefined, { ref: false })])
      await Promise.all([
        sql.end({ timeout: 5 }),
        messenger.end({ timeout: 1 }),
        log?.[Symbol.asyncDispose](),
        replicas?.[Symbol.asyncDispose](),
      ])
    },
  }
}

/** NOTIFY is a transaction that commits: on a connection of its own it need not wait for the disk. */
function openMessenger(url: string): Sql {
  return postgres(url, {
    max: 1,
    fetch_types: false,
    idle_timeout: 60,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { application_name: nameConnection(), synchronous_commit: 'off' },
  })
}

const transactionSeconds = defineHistogram({
  name: 'cairn_transaction_seconds',
  help: 'From the wish for a connection to the commit, with all tries, by outcome: committed or failed.',
  labels: ['outcome'],
})

async function measured<T>(act: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  let outcome = 'failed'
  try {
    const result = await act()
    outcome = 'committed'
    return result
  } finally {
    transactionSeconds.observe({ outcome }, (performance.now() - startedAt) / 1000)
  }
}

async function transact<T>(
  { sql, changes }: { sql: Sql; changes: OpenChanges },
  act: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return untilCommitted(async (afterCommit) => {
    const forgets: (() => void)[] = []
    const result = await sql.begin(async (txSql) => {
      const done = await act({ sql: txSql, forget: (forget) => void forgets.push(forget), afterCommit })
      const told = changes.note(forgets)
      if (told) await insertChanges(txSql, told)
      return done
    })
    changes.repeat(forgets)
    return result as T
  })
}

const writeOnce = <T>(sql: Sql, act: (tx: OneStatement) => Promise<T>): Promise<T> =>
  untilCommitted((afterCommit) => act({ sql, afterCommit }))

async function untilCommitted<T>(
  commit: (afterCommit: Transaction['afterCommit']) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const afterCommit: (() => void)[] = []
    try {
      const result = await commit((later) => void afterCommit.push(later))
      for (const later of afterCommit) later()
      return result
    } catch (error) {
      if (attempt >= 8 || !isRetryable(error)) throw error
    }
  }
}
