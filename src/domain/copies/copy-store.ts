import type { Sql } from '#platform/db/index.ts'

export interface Copy {
  readonly fileKey: string
  readonly size: number
  readonly fetchedAt: Date
  readonly usedAt: Date
}

/** The only SQL on remote_copies. */
export async function selectCopy(sql: Sql, digest: Buffer): Promise<Copy | undefined> {
  const [copy] = await sql<Copy[]>`
    select file_key, size::int as size, fetched_at, used_at from remote_copies where digest = ${digest}
  `
  return copy
}

/** @returns the key of the file that it takes the place of */
export async function saveCopy(
  sql: Sql,
  digest: Buffer,
  copy: { readonly fileKey: string; readonly size: number; readonly at: Date },
): Promise<string | undefined> {
  const [replaced] = await sql<{ fileKey: string | null }[]>`
    with earlier as (select file_key from remote_copies where digest = ${digest})
    insert into remote_copies (digest, file_key, size, fetched_at, used_at)
    values (${digest}, ${copy.fileKey}, ${copy.size}, ${copy.at}, ${copy.at})
    on conflict (digest) do update
    set file_key = excluded.file_key, size = excluded.size, fetched_at = excluded.fetched_at, used_at = excluded.used_at
    returning (select file_key from earlier) as file_key
  `
  return replaced?.fileKey ?? undefined
}

export async function touchCopy(sql: Sql, digest: Buffer, at: Date): Promise<void> {
  await sql`update remote_copies set used_at = ${at} where digest = ${digest}`
}

/** @returns the keys of their files */
export async function deleteCopies(sql: Sql, digests: readonly Buffer[]): Promise<string[]> {
  if (digests.length === 0) return []
  const hex = digests.map((digest) => digest.toString('hex'))
  const deleted = await sql<{ fileKey: string }[]>`
    delete from remote_copies
    where digest in (select decode(one, 'hex') from unnest(${hex}::text[]) as one)
    returning file_key
  `
  return deleted.map(({ fileKey }) => fileKey)
}

/** Uses remote_copies_fetched. At most `limit` a call. */
export async function deleteOld(sql: Sql, before: Date, limit: number): Promise<string[]> {
  const deleted = await sql<{ fileKey: string }[]>`
    delete from remote_copies
    where digest in (
      select digest from remote_copies where fetched_at < ${before} order by fetched_at limit ${limit}
    )
    returning file_key
  `
  return deleted.map(({ fileKey }) => fileKey)
}

/** Uses remote_copies_used. @returns the keys of the files of the least used copies, which are gone */
export async function deleteLeastUsed(sql: Sql, limit: number): Promise<string[]> {
  const deleted = await sql<{ fileKey: string }[]>`
    delete from remote_copies
    where digest in (select digest from remote_copies order by used_at limit ${limit})
    returning file_key
  `
  return deleted.map(({ fileKey }) => fileKey)
}

/** Reads every row: a few thousand numbers. */
export async function sumSizes(sql: Sql): Promise<number> {
  const [sum] = await sql<{ bytes: number }[]>`
    select coalesce(sum(size), 0)::double precision as bytes from remote_copies
  `
  return sum?.bytes ?? 0
}
