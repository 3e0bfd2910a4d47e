import type { AccountId } from '#domain/accounts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** The SQL on domain_blocks; what they hide is in block-store. */
export async function insertDomainBlock(
  sql: Runner,
  block: { id: string; accountId: AccountId; domain: string },
): Promise<void> {
  await sql`
    insert into domain_blocks (account_id, domain, id)
    values (${block.accountId}, ${block.domain}, ${block.id})
    on conflict (account_id, domain) do nothing
  `
}

export async function deleteDomainBlock(sql: Runner, accountId: AccountId, domain: string): Promise<void> {
  await sql`delete from domain_blocks where account_id = ${accountId} and domain = ${domain}`
}

/** The latest first. Uses the primary key: one account's blocks are few. */
export async function selectDomainBlocks(
  sql: Runner,
  accountId: AccountId,
  page: Page,
): Promise<{ id: string; domain: string }[]> {
  const rows = await sql<{ id: string; domain: string }[]>`
    select id, domain
    from domain_blocks
    where account_id = ${accountId} and id is not null ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

/** How many follows a block of the domain would end. */
export async function countWithDomain(
  sql: Runner,
  accountId: AccountId,
  domain: string,
): Promise<{ followers: number; following: number }> {
  const [row] = await sql<{ followers: number; following: number }[]>`
    select
      (
        select count(*)::int from follows as f join accounts as a on a.id = f.follower_id
        where f.followed_id = ${accountId} and f.state = 'accepted' and lower(a.domain) = ${domain}
      ) as followers,
      (
        select count(*)::int from follows as f join accounts as a on a.id = f.followed_id
        where f.follower_id = ${accountId} and f.state = 'accepted' and lower(a.domain) = ${domain}
      ) as following
  `
  return row ?? { followers: 0, following: 0 }
}
