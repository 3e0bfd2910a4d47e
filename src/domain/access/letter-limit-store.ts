import type { Sql } from '#platform/db/index.ts'

/**
 * The only SQL on letter_limits: by whom, the time at which all letters will be allowed again.
 * @param leftMs how far in the future that may be for one more to go
 * @returns whether one more may go; of those who ask at the same time, each is counted
 */
export async function takeLetter(
  sql: Sql,
  {
    keyHash,
    now,
    refillMs,
    leftMs,
  }: { readonly keyHash: Buffer; readonly now: number; readonly refillMs: number; readonly leftMs: number },
): Promise<boolean> {
  const taken = await sql`
    insert into letter_limits as known (key_hash, full_at)
    values (${keyHash}, ${new Date(now + refillMs)})
    on conflict (key_hash) do update
    set full_at = greatest(known.full_at, ${new Date(now)}) + ${refillMs} * interval '1 millisecond'
    where known.full_at <= ${new Date(now + leftMs)}
  `
  return taken.count > 0
}

export async function selectFullAt(sql: Sql, keyHash: Buffer): Promise<Date | undefined> {
  const [known] = await sql<{ fullAt: Date }[]>`select full_at from letter_limits where key_hash = ${keyHash}`
  return known?.fullAt
}

/** Scans the table, which holds an hour of letters. */
export async function deleteFullLimits(sql: Sql, now: Date): Promise<void> {
  await sql`delete from letter_limits where full_at <= ${now}`
}
