import type { Account, AccountId, ProfileField } from './account.ts'
import { selectAccounts, updateColumns } from './account-store.ts'
import { accountUpdated } from './events.ts'
import type { AccountsInside } from './needs.ts'

/** What a person may change of the own profile; absent members stay as they are. */
export interface ProfileChanges {
  readonly displayName?: string | undefined
  readonly bio?: string | undefined
  readonly fields?: readonly ProfileField[] | undefined
  readonly avatarKey?: string | null | undefined
  readonly headerKey?: string | null | undefined
  readonly locked?: boolean | undefined
  readonly bot?: boolean | undefined
  readonly discoverable?: boolean | undefined
  readonly indexable?: boolean | undefined
  /** Addresses of accounts elsewhere that may move here. */
  readonly alsoKnownAs?: readonly string[] | undefined
}

/** @throws Error when the account does not exist. */
export const updateProfile =
  (needs: AccountsInside) =>
  async (accountId: AccountId, changes: ProfileChanges): Promise<Account> =>
    needs.db.transact(async (tx) => {
      await updateColumns(tx.sql, accountId, toColumns(changes, tx.sql.json))
      const [account] = await selectAccounts(tx.sql, [accountId])
      if (!account) throw new Error('There is no such account to update.')
      tx.afterCommit(() => needs.known.forget(accountId))
      await needs.announce(tx, accountUpdated, { subject: `account:${accountId}`, data: { accountId } })
      return account
    })

function toColumns(changes: ProfileChanges, json: (value: never) => unknown): Record<string, unknown> {
  const columns: Record<string, unknown> = {
    display_name: changes.displayName,
    bio: changes.bio,
    fields: changes.fields && json(changes.fields as never),
    avatar_key: changes.avatarKey,
    header_key: changes.headerKey,
    locked: changes.locked,
    bot: changes.bot,
    kind: changes.bot === undefined ? undefined : changes.bot ? 'service' : 'person',
    discoverable: changes.discoverable,
    indexable: changes.indexable,
    also_known_as: changes.alsoKnownAs && [...changes.alsoKnownAs],
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}
