import postgres from 'postgres'
import { isRetryable } from './postgres-errors.ts'

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
  /** Resolves when the database answers. @throws when it does not */
  ping(): Promise<void>
  /** Runs `act` in one transaction (read committed); tries again on serialisation failures and deadlocks. */
  transact<T>(act: (tx: Transaction) => Promise<T>): Promise<T>
}

/** Opens a pool. @param url any PostgreSQL 15 or newer. */
export function openDatabase(url: string, options: { maxConnections?: number } = {}): Database {
  const sql: Sql = postgres(url, {
    max: options.maxConnections ?? 16,
    idle_timeout: 0,
    connect_timeout: 10,
    onnotice: () => undefined,
    transform: { column: { from: postgres.toCamel } },
    connection: { application_name: 'cairn' },
    // Reconnect quickly: a supervised database is back within a second or two.
    backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 1),
  })
  return {
    sql,
    async ping() {
      await sql`select 1`
    },
    transact: (act) => transact(sql, act),
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 5 })
    },
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
