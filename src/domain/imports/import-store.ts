import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Failure, Import, ImportId } from './import.ts'
import type { Row } from './read-import.ts'

/** The only SQL on account_imports, account_import_entries and account_import_hosts. */
type Runner = Sql | TransactionSql

const columns = [
  'id',
  'account_id',
  'kind',
  'mode',
  'file_name',
  'state',
  'because',
  'total',
  'done',
  'failed',
  'failures',
  'created_at',
  'ended_at',
]

export async function insertImport(
  sql: Runner,
  one: Omit<Import, 'state' | 'because' | 'done' | 'endedAt'>,
  rows: readonly Row[],
): Promise<Import> {
  const [written] = await sql<Import[]>`
    insert into account_imports
      (id, account_id, kind, mode, file_name, state, total, failed, failures, created_at)
    values (
      ${one.id}, ${one.accountId}, ${one.kind}, ${one.mode}, ${one.fileName}, 'waiting',
      ${one.total}, ${one.failed}, ${sql.json(one.failures as never)}, ${one.createdAt}
    )
    returning ${sql(columns)}
  `
  if (!written) throw new Error('An import was not written.')
  await sql`
    insert into account_import_entries (import_id, line, entry)
    select ${one.id}, line, entry
    from jsonb_to_recordset(${sql.json(rows as never)}) as row (line integer, entry jsonb)
    on conflict do nothing
  `
  return written
}

export async function selectImport(sql: Runner, id: ImportId): Promise<Import | undefined> {
  const [one] = await sql<Import[]>`select ${sql(columns)} from account_imports where id = ${id}`
  return one
}

/** The latest first. Uses account_imports_account. */
export async function selectImports(sql: Runner, accountId: AccountId, limit: number): Promise<Import[]> {
  return sql<Import[]>`
    select ${sql(columns)} from account_imports where account_id = ${accountId} order by id desc limit ${limit}
  `
}

/** Uses account_imports_account. */
export async function countOpen(sql: Runner, accountId: AccountId): Promise<number> {
  const [row] = await sql<{ open: number }[]>`
    select count(*)::int as open from account_imports where account_id = ${accountId} and ended_at is null
  `
  return row?.open ?? 0
}

/** Forgets what ended long ago. Uses account_imports_account. */
export async function pruneImports(sql: Runner, accountId: AccountId, kept: number): Promise<void> {
  await sql`
    delete from account_imports
    where ended_at is not null and id in (
      select id from account_imports where account_id = ${accountId} order by id desc offset ${kept}
    )
  `
}

export async function startWorking(sql: Runner, id: ImportId): Promise<void> {
  await sql`update account_imports set state = 'working' where id = ${id} and state = 'waiting'`
}

export async function endImport(sql: Runner, id: ImportId, at: Date): Promise<void> {
  await sql`update account_imports set state = 'done', ended_at = ${at} where id = ${id}`
  await sql`delete from account_import_hosts where import_id = ${id}`
}

/** What was not worked off goes; what was, stays. */
export async function failImport(
  sql: Runner,
  id: ImportId,
  { because, at }: { because: string; at: Date },
): Promise<void> {
  await sql`
    update account_imports set state = 'failed', because = ${because}, ended_at = ${at}
    where id = ${id} and ended_at is null
  `
  await sql`delete from account_import_entries where import_id = ${id}`
  await sql`delete from account_import_hosts where import_id = ${id}`
}

/** In the order of the file. Uses the primary key. */
export async function selectEntries(sql: Runner, id: ImportId, limit: number): Promise<Row[]> {
  return sql<Row[]>`
    select line, entry from account_import_entries where import_id = ${id} order by line limit ${limit}
  `
}

/** @returns how many there were: fewer than asked for when another worker was faster */
export async function deleteEntries(sql: Runner, id: ImportId, lines: readonly number[]): Promise<number> {
  const gone = await sql`
    delete from account_import_entries where import_id = ${id} and line = any(${[...lines]}::int[])
  `
  return gone.count
}

/** @param outcomes.failures those of the failed that are to be named */
export async function addOutcomes(
  sql: Runner,
  id: ImportId,
  { done, failed, failures }: { done: number; failed: number; failures: readonly Failure[] },
): Promise<void> {
  await sql`
    update account_imports
    set done = done + ${done}, failed = failed + ${failed}, failures = failures || ${sql.json(failures as never)}
    where id = ${id}
  `
}

/** Adds to how often hosts did not answer; 0: it answers again. */
export async function noteSilence(
  sql: Runner,
  id: ImportId,
  hosts: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = [...hosts].map(([host, silent]) => ({ host, silent }))
  if (rows.length === 0) return
  await sql`
    insert into account_import_hosts as known (import_id, host, silent)
    select ${id}, host, silent from jsonb_to_recordset(${sql.json(rows)}) as row (host text, silent integer)
    on conflict (import_id, host) do update
    set silent = case when excluded.silent = 0 then 0 else known.silent + excluded.silent end
  `
}

/** Uses the primary key. */
export async function selectSilence(
  sql: Runner,
  id: ImportId,
  hosts: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ host: string; silent: number }[]>`
    select host, silent from account_import_hosts
    where import_id = ${id} and host = any(${[...hosts]}::text[])
  `
  return new Map(rows.map(({ host, silent }) => [host, silent]))
}

/** Uses account_imports_account. */
export async function deleteOfAccounts(sql: Runner, accountIds: readonly AccountId[]): Promise<void> {
  const gone = await sql<{ id: ImportId }[]>`
    delete from account_imports where account_id = any(${[...accountIds]}::bigint[]) returning id
  `
  const ids = gone.map(({ id }) => id)
  await sql`delete from account_import_entries where import_id = any(${ids}::bigint[])`
  await sql`delete from account_import_hosts where import_id = any(${ids}::bigint[])`
}
