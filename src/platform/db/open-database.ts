import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { defineHistogram, traced } from '#platform/telemetry/index.ts'
import { type Changes, createChanges } from './changes.ts'
import { schemaStamp } from './migration-files.ts'
import { isRetryable } from './postgres-errors.ts'
import { type HintBus, type HintWire, routeHints } from './route-hints.ts'

export type Sql = postgres.Sql<Record<string, never>>
export type TransactionSql = postgres.TransactionSql<Record<string, never>>

/** What a command holds while its change and the change's consequences are written together. */
export interface Transaction {
  readonly sql: TransactionSql
  /** Work for after the commit that may be lost in a crash: waking readers, clearing caches. Never consequences. */
  afterCommit(act: () => void): void
}

export interface Database extends AsyncDisposable {
  /** Queries outside any transaction. Columns arrive in camelCase, bigint as decimal text. */
  readonly sql: Sql
  /** What processes on this database tell each other of changed rows. */
  readonly changes: Changes
  /** Wakes listeners in other processes; nothing is promised. */
  notify(channel: string, payload: string): Promise<void>
  /** Hears them. @param connected is called when some may have been missed */
  listen(channel: string, heard: (payload: string) => void, connected?: () => void): Promise<void>
  /** Resolves when the database answers. @throws when it does not */
  ping(): Promise<void>
  /** Runs `act` in one transaction (read committed); tries again on serialisation failures and deadlocks. */
  transact<T>(act: (tx: Transaction) => Promise<T>): Promise<T>
}

const lastWordsMs = 2000

/** Opens a pool. @param url any PostgreSQL 15 or newer. @param options.bus carries hints in place of NOTIFY */
export function openDatabase(
  url: string,
  options: { readonly maxConnections?: number; readonly bus?: HintBus | undefined } = {},
): Database {
  const sql: Sql = postgres(url, {
    max: options.maxConnections ?? 16,
    idle_timeout: 0,
    connect_timeout: 10,
    onnotice: () => undefined,
    transform: { column: { from: postgres.toCamel } },
    connection: { application_name: `cairn ${schemaStamp()}` },
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
  const changes = createChanges(wire)
  return {
    sql,
    changes,
    async notify(channel, payload) {
      await wire.notify(channel, payload)
    },
    async listen(...listener) {
      await wire.listen(...listener)
    },
    async ping() {
      await sql`select 1`
    },
    transact: (act) => traced({ name: 'transaction' }, () => measured(() => transact(sql, act))),
    async [Symbol.asyncDispose]() {
      await changes.flush()
      routed?.[Symbol.dispose]()
      await Promise.race([Promise.allSettled(underWay), pause(lastWordsMs, undefined, { ref: false })])
      await Promise.all([sql.end({ timeout: 5 }), messenger.end({ timeout: 1 })])
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
    connection: { application_name: `cairn ${schemaStamp()}`, synchronous_commit: 'off' },
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

async function transact<T>(sql: Sql, act: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const afterCommit: (() => void)[] = []
    try {
      const result = await sql.begin((txSql) =>
        act({ sql: txSql, afterCommit: (later) => void afterCommit.push(later) }),
      )
      for (const later of afterCommit) later()
      return result as T
    } catch (error) {
      if (attempt >= 8 || !isRetryable(error)) throw error
    }
  }
}
