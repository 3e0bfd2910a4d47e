import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import type {
  CanonicalEmailBlock,
  EmailBlockId,
  EmailDomainBlock,
  IpBlock,
  IpBlockContent,
  IpBlockId,
} from './address-rules.ts'

type Runner = Sql | TransactionSql

/** The only SQL on email_domain_blocks, canonical_email_blocks and ip_blocks. */
export async function selectEmailDomains(sql: Runner, page: Page): Promise<EmailDomainBlock[]> {
  const rows = await sql<EmailDomainBlock[]>`
    select id, domain, allow_with_approval, created_at from email_domain_blocks where true ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

export async function selectEmailDomain(
  sql: Runner,
  id: EmailBlockId,
): Promise<EmailDomainBlock | undefined> {
  const [block] = await sql<EmailDomainBlock[]>`
    select id, domain, allow_with_approval, created_at from email_domain_blocks where id = ${id}
  `
  return block
}

/** @returns undefined when it is blocked already */
export async function insertEmailDomain(
  sql: Runner,
  block: Omit<EmailDomainBlock, 'createdAt'>,
): Promise<EmailDomainBlock | undefined> {
  const [inserted] = await sql<EmailDomainBlock[]>`
    insert into email_domain_blocks (id, domain, allow_with_approval)
    values (${block.id}, ${block.domain}, ${block.allowWithApproval})
    on conflict (domain) do nothing
    returning id, domain, allow_with_approval, created_at
  `
  return inserted
}

export async function deleteEmailDomain(sql: Runner, id: EmailBlockId): Promise<string | undefined> {
  const [row] = await sql<
    { domain: string }[]
  >`delete from email_domain_blocks where id = ${id} returning domain`
  return row?.domain
}

export async function selectCanonicals(
  sql: Runner,
  by: { hash: string } | { id: EmailBlockId } | undefined,
  page: Page,
): Promise<CanonicalEmailBlock[]> {
  const which = by === undefined ? sql`true` : 'hash' in by ? sql`hash = ${by.hash}` : sql`id = ${by.id}`
  const rows = await sql<CanonicalEmailBlock[]>`
    select id, hash from canonical_email_blocks where ${which} ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

/** @returns undefined when it is blocked already */
export async function insertCanonical(
  sql: Runner,
  block: CanonicalEmailBlock,
): Promise<CanonicalEmailBlock | undefined> {
  const [inserted] = await sql<CanonicalEmailBlock[]>`
    insert into canonical_email_blocks (id, hash) values (${block.id}, ${block.hash})
    on conflict (hash) do nothing
    returning id, hash
  `
  return inserted
}

export async function deleteCanonical(sql: Runner, id: EmailBlockId): Promise<string | undefined> {
  const [row] = await sql<
    { hash: string }[]
  >`delete from canonical_email_blocks where id = ${id} returning hash`
  return row?.hash
}

/** What is said of a mailbox: by its domain, one above it, or as itself. Uses the unique indexes. */
export async function selectEmailRules(
  sql: Runner,
  domains: readonly string[],
  hash: string,
): Promise<{ allowWithApproval: boolean }[]> {
  return sql<{ allowWithApproval: boolean }[]>`
    select allow_with_approval from email_domain_blocks where domain = any(${[...domains]})
    union all
    select false from canonical_email_blocks where hash = ${hash}
  `
}

const ipColumns = ['id', 'severity', 'comment', 'expires_at', 'created_at']

export async function selectIps(sql: Runner, page: Page): Promise<IpBlock[]> {
  const rows = await sql<IpBlock[]>`
    select ${sql(ipColumns)}, range::text as range from ip_blocks where true ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

/** Those that hold now: all of them are kept in memory. */
export async function selectHoldingIps(sql: Runner, at: Date): Promise<IpBlock[]> {
  return sql<IpBlock[]>`
    select ${sql(ipColumns)}, range::text as range
    from ip_blocks
    where expires_at is null or expires_at > ${at}
    order by id
    limit 100000
  `
}

export async function selectIp(sql: Runner, id: IpBlockId): Promise<IpBlock | undefined> {
  const [block] = await sql<IpBlock[]>`
    select ${sql(ipColumns)}, range::text as range from ip_blocks where id = ${id}
  `
  return block
}

/** @returns undefined when the range is blocked already */
export async function insertIp(
  sql: Runner,
  id: IpBlockId,
  block: IpBlockContent,
): Promise<IpBlock | undefined> {
  const [inserted] = await sql<IpBlock[]>`
    insert into ip_blocks (id, range, severity, comment, expires_at)
    values (${id}, network(${block.range}::inet), ${block.severity}, ${block.comment}, ${block.expiresAt})
    on conflict (range) do nothing
    returning ${sql(ipColumns)}, range::text as range
  `
  return inserted
}

export async function updateIp(sql: Runner, id: IpBlockId, block: IpBlockContent): Promise<void> {
  await sql`
    update ip_blocks
    set range = network(${block.range}::inet), severity = ${block.severity}, comment = ${block.comment},
        expires_at = ${block.expiresAt}
    where id = ${id}
  `
}

export async function deleteIp(sql: Runner, id: IpBlockId): Promise<string | undefined> {
  const [row] = await sql<
    { range: string }[]
  >`delete from ip_blocks where id = ${id} returning range::text as range`
  return row?.range
}
