import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { FoundVisit, History, HistoryId, HistorySource } from './history.ts'

/** The only SQL on history_imports and history_finds. */
type Runner = Sql | TransactionSql

const columns = [
  'id',
  'account_id',
  'file_name',
  'visibility',
  'state',
  'source',
  'because',
  'found',
  'placed',
  'known',
  'unplaced',
  'photos',
  'created_at',
  'ended_at',
]

export async function insertHistory(
  sql: Runner,
  history: Pick<History, 'id' | 'accountId' | 'fileName' | 'visibility' | 'createdAt'>,
): Promise<void> {
  await sql`
    insert into history_imports (id, account_id, file_name, visibility, state, created_at)
    values (${history.id}, ${history.accountId}, ${history.fileName}, ${history.visibility}, 'waiting', ${history.createdAt})
  `
}

export async function selectHistory(sql: Runner, id: HistoryId): Promise<History | undefined> {
  const [history] = await sql<History[]>`select ${sql(columns)} from history_imports where id = ${id}`
  return history
}

/** The latest first. Uses history_imports_account. */
export async function listHistories(sql: Runner, accountId: AccountId, limit: number): Promise<History[]> {
  return sql<History[]>`
    select ${sql(columns)} from history_imports where account_id = ${accountId} order by id desc limit ${limit}
  `
}

/** Uses history_imports_account. */
export async function countOpen(sql: Runner, accountId: AccountId): Promise<number> {
  const [row] = await sql<{ open: number }[]>`
    select count(*)::int as open from history_imports
    where account_id = ${accountId} and state in ('waiting', 'placing')
  `
  return row?.open ?? 0
}

/** What has ended stays as it is, whatever a worker that was overtaken still says. */
export async function updateState(
  sql: Runner,
  id: HistoryId,
  to: {
    state: History['state']
    source?: HistorySource | null
    found?: number
    endedAt?: Date
  },
): Promise<void> {
  const { state, source, found, endedAt } = to
  await sql`
    update history_imports set ${sql({
      state,
      ...(source !== undefined && { source }),
      ...(found !== undefined && { found }),
      ...(endedAt !== undefined && { ended_at: endedAt }),
    })}
    where id = ${id} and ended_at is null
  `
}

/** @returns false when it is not in that state (any more): then nothing is changed */
export async function failHistory(
  sql: Runner,
  id: HistoryId,
  { during, because, at }: { during: History['state']; because: string; at: Date },
): Promise<boolean> {
  const failed = await sql`
    update history_imports set state = 'failed', because = ${because}, ended_at = ${at}
    where id = ${id} and state = ${during}
  `
  return failed.count === 1
}

export type Outcomes = Pick<History, 'placed' | 'known' | 'unplaced' | 'photos'>

export async function addOutcomes(sql: Runner, id: HistoryId, more: Outcomes): Promise<void> {
  await sql`
    update history_imports
    set placed = placed + ${more.placed}, known = known + ${more.known},
        unplaced = unplaced + ${more.unplaced}, photos = photos + ${more.photos}
    where id = ${id}
  `
}

export async function deleteHistories(sql: Runner, ids: readonly HistoryId[]): Promise<void> {
  await sql`delete from history_finds where import_id = any(${[...ids]}::bigint[])`
  await sql`delete from history_imports where id = any(${[...ids]}::bigint[])`
}

export async function selectIdsOf(sql: Runner, accountIds: readonly AccountId[]): Promise<HistoryId[]> {
  const rows = await sql<{ id: HistoryId }[]>`
    select id from history_imports where account_id = any(${[...accountIds]}::bigint[])
  `
  return rows.map((row) => row.id)
}

/** A find and where it stood in its file. */
export interface Find {
  readonly position: number
  readonly visit: FoundVisit
}

export async function insertFinds(sql: Runner, id: HistoryId, finds: readonly Find[]): Promise<void> {
  if (finds.length === 0) return
  await sql`
    insert into history_finds ${sql(
      finds.map(({ position, visit }) => ({ import_id: id, position, visit: sql.json(visit as never) })),
    )}
  `
}

/** In the order of the file. Uses the primary key. */
export async function selectFinds(sql: Runner, id: HistoryId, limit: number): Promise<Find[]> {
  return sql<Find[]>`
    select position, visit from history_finds where import_id = ${id} order by position limit ${limit}
  `
}

/** @returns how many there were: fewer than asked for when another worker was faster. */
export async function deleteFinds(
  sql: Runner,
  id: HistoryId,
  positions?: readonly number[],
): Promise<number> {
  const gone = await sql`
    delete from history_finds
    where import_id = ${id} ${positions ? sql`and position = any(${[...positions]}::int[])` : sql``}
  `
  return gone.count
}
