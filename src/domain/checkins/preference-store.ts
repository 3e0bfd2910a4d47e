import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { CheckinPreferences } from './preferences.ts'

/** The only SQL on checkin_preferences. */
type Runner = Sql | TransactionSql

export async function savePreferences(
  sql: Runner,
  accountId: AccountId,
  wanted: CheckinPreferences,
): Promise<void> {
  const row = {
    followers_precision: wanted.followersPrecision,
    friends_precision: wanted.friendsPrecision,
    fading: sql.json(wanted.fading as never),
    hide_after_days: wanted.hideAfterDays,
    mayor_public: wanted.mayorPublic,
    crossings: wanted.crossings,
    map_picture: wanted.mapPicture,
    photo_places: wanted.photoPlaces,
    updated_at: new Date(),
  }
  await sql`
    insert into checkin_preferences ${sql({ account_id: accountId, ...row })}
    on conflict (account_id) do update set ${sql(row)}
  `
}

export async function selectPreferences(
  sql: Runner,
  accountIds: readonly AccountId[],
): Promise<Map<AccountId, CheckinPreferences>> {
  if (accountIds.length === 0) return new Map()
  const rows = await sql<(CheckinPreferences & { accountId: AccountId })[]>`
    select account_id, followers_precision, friends_precision, fading, hide_after_days, mayor_public, crossings, map_picture,
           photo_places
    from checkin_preferences
    where account_id = any(${[...accountIds]}::bigint[])
  `
  return new Map(rows.map(({ accountId, ...preferences }) => [accountId, preferences]))
}

export async function deletePreferencesOf(sql: Runner, accountIds: readonly AccountId[]): Promise<void> {
  await sql`delete from checkin_preferences where account_id = any(${[...accountIds]}::bigint[])`
}
