import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Emoji } from './emoji.ts'

/** The only SQL on emojis. */
type Runner = Sql | TransactionSql

const columns = 'shortcode domain category image_key static_key uri image_url updated_at'.split(' ')

type Row = Emoji & { readonly domain: string }

/** Uses the primary key. */
export async function selectEmojis(
  sql: Runner,
  wanted: readonly { readonly domain: string; readonly shortcode: string }[],
): Promise<Emoji[]> {
  const rows = await sql<Row[]>`
    select ${sql(columns)} from emojis
    where (domain, shortcode) in (
      select domain, shortcode
      from unnest(
        ${wanted.map((one) => one.domain)}::text[], ${wanted.map((one) => one.shortcode)}::text[]
      ) as wanted (domain, shortcode)
    )
  `
  return rows.map(toEmoji)
}

/** Those of this server, by name. Uses the primary key. */
export async function listOwn(sql: Runner): Promise<Emoji[]> {
  const rows = await sql<Row[]>`
    select ${sql(columns)} from emojis where domain = '' order by shortcode limit 10000
  `
  return rows.map(toEmoji)
}

function toEmoji(row: Row): Emoji {
  return { ...row, domain: row.domain === '' ? null : row.domain }
}

/** @returns the one that stood there before */
export async function replaceOwn(
  sql: TransactionSql,
  emoji: Pick<Emoji, 'shortcode' | 'category' | 'imageKey' | 'staticKey'>,
): Promise<Emoji | undefined> {
  const before = await deleteOwn(sql, emoji.shortcode)
  await sql`
    insert into emojis (domain, shortcode, category, image_key, static_key)
    values ('', ${emoji.shortcode}, ${emoji.category}, ${emoji.imageKey}, ${emoji.staticKey})
  `
  return before
}

export async function deleteOwn(sql: Runner, shortcode: string): Promise<Emoji | undefined> {
  const [row] = await sql<Row[]>`
    delete from emojis where domain = '' and shortcode = ${shortcode} returning ${sql(columns)}
  `
  return row && toEmoji(row)
}

/** Keeps what another server's emoji look like now; new ones only as long as the domain has fewer than `most`. */
export async function upsertRemote(
  sql: Runner,
  {
    domain,
    emojis,
  }: { domain: string; emojis: readonly { shortcode: string; uri: string | null; imageUrl: string }[] },
  { most, at }: { most: number; at: Date },
): Promise<void> {
  await sql`
    insert into emojis (domain, shortcode, uri, image_url, updated_at)
    select ${domain}, e.shortcode, e.uri, e.image_url, ${at}
    from jsonb_to_recordset(${sql.json(
      emojis.map(({ shortcode, uri, imageUrl }) => ({ shortcode, uri, image_url: imageUrl })),
    )}) as e (shortcode text, uri text, image_url text)
    where (select count(*) from emojis where domain = ${domain}) < ${most}
      or exists (select 1 from emojis as k where k.domain = ${domain} and k.shortcode = e.shortcode)
    order by e.shortcode
    on conflict (domain, shortcode) do update
    set uri = excluded.uri, image_url = excluded.image_url, updated_at = excluded.updated_at
  `
}

/** Uses emojis_updated. @returns how many are gone */
export async function deleteOldRemote(sql: Runner, before: Date, limit: number): Promise<number> {
  const deleted = await sql`
    delete from emojis
    where (domain, shortcode) in (
      select domain, shortcode from emojis
      where domain <> '' and updated_at < ${before}
      order by updated_at
      limit ${limit}
    )
  `
  return deleted.count
}
