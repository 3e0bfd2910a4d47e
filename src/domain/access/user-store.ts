import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Role, User, UserDefaults, UserState } from './user.ts'

type Runner = Sql | TransactionSql

/** The only SQL on users and user_active_days. */
const columns = [
  'account_id',
  'email',
  'role',
  'state',
  'locale',
  'sign_up_reason',
  'email_confirmed_at',
  'default_visibility',
  'default_sensitive',
  'default_language',
  'default_quote_policy',
  'checkin_visibility',
  'checkin_precision',
  'last_active_at',
  'created_at',
]

const columnsWithPassword = [...columns, 'password_hash']

type UserWithPassword = User & { readonly passwordHash: string }

export async function selectUser(sql: Runner, accountId: AccountId): Promise<User | undefined> {
  const [user] = await sql<User[]>`select ${sql(columns)} from users where account_id = ${accountId}`
  return user
}

export async function selectUsersOf(sql: Runner, accountIds: readonly AccountId[]): Promise<User[]> {
  if (accountIds.length === 0) return []
  return sql<User[]>`select ${sql(columns)} from users where account_id = any(${[...accountIds]}::bigint[])`
}

export async function selectUserWithPassword(
  sql: Runner,
  accountId: AccountId,
): Promise<UserWithPassword | undefined> {
  const [user] = await sql<UserWithPassword[]>`
    select ${sql(columnsWithPassword)} from users where account_id = ${accountId}
  `
  return user
}

/** Uses the unique index on email_normal. @param email as `normalEmail` made it */
export async function selectUserByEmail(sql: Runner, email: string): Promise<UserWithPassword | undefined> {
  const [user] = await sql<UserWithPassword[]>`
    select ${sql(columnsWithPassword)} from users where email_normal = ${email}
  `
  return user
}

export interface NewUserRow extends Partial<UserDefaults> {
  readonly accountId: AccountId
  readonly email: string
  readonly emailNormal: string
  readonly passwordHash: string
  readonly role: Role
  readonly state: UserState
  readonly signUpReason: string | null
  readonly emailConfirmedAt: Date | null
  readonly locale: string
  readonly createdAt: Date
}

export async function insertUser(sql: Runner, user: NewUserRow): Promise<void> {
  await sql`
    insert into users (
      account_id, email, email_normal, password_hash, role, state, sign_up_reason, email_confirmed_at, locale,
      last_active_at, created_at
    )
    values (
      ${user.accountId}, ${user.email}, ${user.emailNormal}, ${user.passwordHash}, ${user.role}, ${user.state},
      ${user.signUpReason}, ${user.emailConfirmedAt}, ${user.locale}, ${user.createdAt}, ${user.createdAt}
    )
  `
}

/** @returns whether there was such a user. */
export async function updateUser(
  sql: Runner,
  accountId: AccountId,
  changes: Partial<UserDefaults & { role: Role; state: UserState; passwordHash: string; locale: string }>,
): Promise<boolean> {
  const columnsToSet = Object.fromEntries(
    Object.entries(changes)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  )
  if (Object.keys(columnsToSet).length === 0) return (await selectUser(sql, accountId)) !== undefined
  const updated = await sql`update users set ${sql(columnsToSet)} where account_id = ${accountId}`
  return updated.count === 1
}

/** From one state to another, once. @returns whether it was in the first. */
export async function moveUser(
  sql: Runner,
  accountId: AccountId,
  states: { from: UserState; to: UserState },
): Promise<boolean> {
  const updated = await sql`
    update users set state = ${states.to} where account_id = ${accountId} and state = ${states.from}
  `
  return updated.count === 1
}

/** Once, and only as long as the address is the one that the letter went to. */
export async function confirmUser(
  sql: Runner,
  accountId: AccountId,
  { email, at }: { email: string; at: Date },
): Promise<User | undefined> {
  const [user] = await sql<User[]>`
    update users set email_confirmed_at = coalesce(email_confirmed_at, ${at})
    where account_id = ${accountId} and email = ${email}
    returning ${sql(columns)}
  `
  return user
}

export async function updateEmail(
  sql: Runner,
  accountId: AccountId,
  email: string,
  emailNormal: string,
): Promise<void> {
  await sql`
    update users set email = ${email}, email_normal = ${emailNormal}
    where account_id = ${accountId} and email_confirmed_at is null
  `
}

/** Who never confirmed an address, the oldest first. Scans the users: for upkeep. */
export async function selectUnconfirmed(sql: Runner, before: Date, limit: number): Promise<AccountId[]> {
  const rows = await sql<{ accountId: AccountId }[]>`
    select account_id
    from users
    where email_confirmed_at is null and created_at < ${before}
    order by account_id
    limit ${limit}
  `
  return rows.map(({ accountId }) => accountId)
}

export async function touchUser(sql: Runner, accountId: AccountId, at: Date): Promise<void> {
  await sql`update users set last_active_at = ${at} where account_id = ${accountId} and last_active_at < ${at}`
}

/** That somebody was here on a day (UTC), once. */
export async function insertActiveDay(sql: Runner, accountId: AccountId, at: Date): Promise<void> {
  await sql`
    insert into user_active_days (account_id, day)
    values (${accountId}, (${at}::timestamptz at time zone 'UTC')::date)
    on conflict do nothing
  `
}

/** Uses user_active_days_day. */
export async function deleteActiveDays(sql: Runner, before: Date): Promise<number> {
  return (
    await sql`delete from user_active_days where day < (${before}::timestamptz at time zone 'UTC')::date`
  ).count
}

export async function deleteUsers(sql: Runner, accountIds: readonly AccountId[]): Promise<void> {
  await sql`delete from user_active_days where account_id = any(${[...accountIds]}::bigint[])`
  await sql`delete from users where account_id = any(${[...accountIds]}::bigint[])`
}

/** In order of account id, by the primary key. */
export async function selectUsers(
  sql: Runner,
  page: { state?: UserState | undefined; afterId: string; limit: number },
): Promise<User[]> {
  return sql<User[]>`
    select ${sql(columns)}
    from users
    where account_id > ${page.afterId}
      and (${page.state ?? null}::text is null or state = ${page.state ?? null})
    order by account_id
    limit ${page.limit}
  `
}

/** Scans the table: for NodeInfo and the instance page, to be cached by the caller. */
export async function countUsers(
  sql: Runner,
  since: { month: Date; halfYear: Date },
): Promise<{ total: number; activeMonth: number; activeHalfYear: number }> {
  const [counts] = await sql<{ total: number; activeMonth: number; activeHalfYear: number }[]>`
    select
      count(*)::int as total,
      count(*) filter (where last_active_at > ${since.month})::int as active_month,
      count(*) filter (where last_active_at > ${since.halfYear})::int as active_half_year
    from users
    where state = 'active'
  `
  return counts ?? { total: 0, activeMonth: 0, activeHalfYear: 0 }
}
