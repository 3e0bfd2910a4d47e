import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import type { DomainAllow, DomainAllowId, DomainBlock, DomainBlockContent, DomainBlockId } from './policy.ts'

type Runner = Sql | TransactionSql

const blockColumns = [
  'id',
  'domain',
  'severity',
  'reject_media',
  'reject_reports',
  'obfuscate',
  'private_comment',
  'public_comment',
  'created_at',
]

/** More rules than any server has: all of them are kept in memory. */
const most = 200_000

/** The only SQL on server_domain_blocks and server_domain_allows. In order of name. */
export async function selectAllBlocks(sql: Runner): Promise<DomainBlock[]> {
  return sql<DomainBlock[]>`
    select ${sql(blockColumns)} from server_domain_blocks order by domain limit ${most}
  `
}

export async function selectAllAllows(sql: Runner): Promise<DomainAllow[]> {
  return sql<DomainAllow[]>`
    select id, domain, created_at from server_domain_allows order by domain limit ${most}
  `
}

export async function selectBlocks(sql: Runner, page: Page): Promise<DomainBlock[]> {
  const rows = await sql<DomainBlock[]>`
    select ${sql(blockColumns)} from server_domain_blocks where true ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

export async function selectBlock(sql: Runner, id: DomainBlockId): Promise<DomainBlock | undefined> {
  const [block] = await sql<DomainBlock[]>`
    select ${sql(blockColumns)} from server_domain_blocks where id = ${id}
  `
  return block
}

/** Locks the row for the rest of the transaction. */
export async function lockBlock(sql: TransactionSql, domain: string): Promise<DomainBlock | undefined> {
  const [block] = await sql<DomainBlock[]>`
    select ${sql(blockColumns)} from server_domain_blocks where domain = ${domain} for update
  `
  return block
}

/** Inserts, or replaces what is said of the domain. */
export async function upsertBlock(
  sql: TransactionSql,
  id: DomainBlockId,
  content: DomainBlockContent,
): Promise<DomainBlock> {
  const row = {
    domain: content.domain,
    severity: content.severity,
    reject_media: content.rejectMedia,
    reject_reports: content.rejectReports,
    obfuscate: content.obfuscate,
    private_comment: content.privateComment,
    public_comment: content.publicComment,
  }
  const [block] = await sql<DomainBlock[]>`
    insert into server_domain_blocks ${sql({ id, ...row })}
    on conflict (domain) do update set ${sql(row)}
    returning ${sql(blockColumns)}
  `
  if (!block) throw new Error('A saved block is missing.')
  return block
}

export async function deleteBlock(sql: TransactionSql, domain: string): Promise<void> {
  await sql`delete from server_domain_blocks where domain = ${domain}`
}

export async function selectAllows(sql: Runner, page: Page): Promise<DomainAllow[]> {
  const rows = await sql<DomainAllow[]>`
    select id, domain, created_at from server_domain_allows where true ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

export async function selectAllow(
  sql: Runner,
  by: { id: DomainAllowId } | { domain: string },
): Promise<DomainAllow | undefined> {
  const [allow] = await sql<DomainAllow[]>`
    select id, domain, created_at
    from server_domain_allows
    where ${'id' in by ? sql`id = ${by.id}` : sql`domain = ${by.domain}`}
  `
  return allow
}

/** @returns undefined when the domain is allowed already */
export async function insertAllow(
  sql: TransactionSql,
  id: DomainAllowId,
  domain: string,
): Promise<DomainAllow | undefined> {
  const [allow] = await sql<DomainAllow[]>`
    insert into server_domain_allows (id, domain) values (${id}, ${domain})
    on conflict (domain) do nothing
    returning id, domain, created_at
  `
  return allow
}

export async function deleteAllow(sql: TransactionSql, domain: string): Promise<boolean> {
  return (await sql`delete from server_domain_allows where domain = ${domain}`).count > 0
}
