import type { Database, TransactionSql } from '#platform/db/index.ts'

export interface HeldRow {
  readonly name: string
  readonly epoch: string
}

/** Renews what the holder has and takes what is free, in order of names lest two processes deadlock. */
export async function claimRows(
  db: Database,
  { holder, names, seconds }: { holder: string; names: readonly string[]; seconds: number },
): Promise<readonly HeldRow[]> {
  return db.sql<HeldRow[]>`
    insert into leases (name, holder, epoch, expires_at)
    select name, ${holder}, 1, now() + make_interval(secs => ${seconds})
    from unnest(${[...names]}::text[]) as name
    order by name
    on conflict (name) do update
    set holder = excluded.holder,
        epoch = leases.epoch + case when leases.holder = excluded.holder then 0 else 1 end,
        expires_at = excluded.expires_at
    where leases.holder = excluded.holder or leases.expires_at < now()
    returning name, epoch
  `
}

/** Whoever comes next gets a higher epoch, so the rows stay. */
export async function releaseRows(db: Database, holder: string, names: readonly string[]): Promise<void> {
  await db.sql`
    update leases set expires_at = '-infinity' where holder = ${holder} and name = any(${[...names]})
  `
}

/** Which of these are held, and by how many processes that take part. Uses the primary key. */
export async function readShare(
  db: Database,
  { presence, names }: { presence: string; names: readonly string[] },
): Promise<{ held: ReadonlySet<string>; present: number }> {
  const rows = await db.sql<{ name: string }[]>`
    select name
    from leases
    where (name = any(${[...names]}) or (name >= ${presence} and name < ${`${presence}~`})) and expires_at > now()
  `
  const held = new Set(rows.map((row) => row.name))
  const present = [...held].filter((name) => name.startsWith(presence)).length
  return { held, present }
}

/** Traces of processes that ended long ago. */
export async function pruneRows(db: Database, presence: string): Promise<void> {
  await db.sql`
    delete from leases
    where name >= ${presence} and name < ${`${presence}~`} and expires_at < now() - interval '1 day'
  `
}

/** Locks the row until the transaction ends: nobody takes the lease over in between. */
export async function lockRow(
  sql: TransactionSql,
  { name, holder, epoch }: { name: string; holder: string; epoch: string },
): Promise<boolean> {
  const rows = await sql`
    select 1
    from leases
    where name = ${name} and holder = ${holder} and epoch = ${epoch} and expires_at > now()
    for share
  `
  return rows.length > 0
}
