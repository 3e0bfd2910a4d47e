import type { Role, UserState } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import { keyset, newestFirst, type Page, type Sql } from '#platform/db/index.ts'

/** Which accounts moderators look for; absent members do not matter. */
export interface AccountSearch {
  readonly origin?: 'local' | 'remote' | undefined
  readonly status?: 'active' | 'pending' | 'disabled' | 'limited' | 'suspended' | 'sensitive' | undefined
  readonly roles?: readonly Role[] | undefined
  /** Beginnings. */
  readonly username?: string | undefined
  readonly displayName?: string | undefined
  readonly domain?: string | undefined
  /** A part of it. */
  readonly email?: string | undefined
}

/** Domains of other servers that policies shut out, or limit: what is true of them is true of their accounts. */
export interface JudgedDomains {
  readonly suspended: readonly string[]
  readonly limited: readonly string[]
}

/**
 * Accounts for those who moderate, the latest first. Reads accounts with their users; uses the primary key backwards,
 * and accounts_domain for one domain.
 */
export async function selectSearched(
  sql: Sql,
  { search, domains, page }: { search: AccountSearch; domains: JudgedDomains; page: Page },
): Promise<AccountId[]> {
  const none = sql``
  const rows = await sql<{ id: AccountId }[]>`
    select a.id
    from accounts as a
    left join users as u on u.account_id = a.id
    where a.deleted_at is null and a.kind <> 'application'
      ${search.origin === 'local' ? sql`and a.domain is null` : search.origin === 'remote' ? sql`and a.domain is not null` : none}
      ${statusOf(sql, search.status, domains)}
      ${search.roles ? sql`and u.role = any(${[...search.roles]})` : none}
      ${search.username ? sql`and lower(a.username) like ${begins(search.username)}` : none}
      ${search.displayName ? sql`and lower(a.display_name) like ${begins(search.displayName)}` : none}
      ${search.domain ? sql`and lower(a.domain) = ${search.domain.toLowerCase()}` : none}
      ${search.email ? sql`and lower(u.email) like ${`%${escapeLike(search.email)}%`}` : none}
      ${keyset(sql, 'a.id', page)}
  `
  return newestFirst(page, rows).map((row) => row.id)
}

function statusOf(sql: Sql, status: AccountSearch['status'], domains: JudgedDomains) {
  // Handles may live at another domain than the server: either of them may be judged.
  const isOf = (list: readonly string[]) =>
    list.length === 0
      ? sql`false`
      : sql`coalesce(lower(a.domain) = any(${[...list]}::text[]) or split_part(a.uri, '/', 3) = any(${[...list]}::text[]), false)`
  const inState = (state: UserState) => sql`and u.state = ${state} and a.suspended_at is null`
  switch (status) {
    case undefined:
      return sql``
    case 'active':
      return sql`and a.suspended_at is null and coalesce(u.state, 'active') = 'active' and not (${isOf(domains.suspended)})`
    case 'pending':
      return inState('pending')
    case 'disabled':
      return inState('disabled')
    case 'limited':
      return sql`and (a.limited_at is not null or ${isOf(domains.limited)})`
    case 'suspended':
      return sql`and (a.suspended_at is not null or ${isOf(domains.suspended)})`
    case 'sensitive':
      return sql`and a.sensitised_at is not null`
  }
}

function begins(text: string): string {
  return `${escapeLike(text)}%`
}

function escapeLike(text: string): string {
  return text.toLowerCase().replace(/[\\%_]/g, '\\$&')
}
