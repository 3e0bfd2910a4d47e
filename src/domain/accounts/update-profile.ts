import { keepDirection } from '#platform/html/index.ts'
import type { Account, AccountId, ProfileField } from './account.ts'
import { lockAccount, selectAccounts, updateColumns } from './account-store.ts'
import { accountUpdated } from './events.ts'
import type { AccountsInside } from './needs.ts'
import { linkOf, verifyLinks } from './verify-links.ts'

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
  readonly hideCollections?: boolean | undefined
  readonly attributionDomains?: readonly string[] | undefined
  readonly avatarDescription?: string | undefined
  readonly headerDescription?: string | undefined
  readonly showMedia?: boolean | undefined
  readonly showMediaReplies?: boolean | undefined
  readonly showFeatured?: boolean | undefined
}

/** @throws Error when the account does not exist. */
export const updateProfile =
  (needs: AccountsInside) =>
  async (accountId: AccountId, changes: ProfileChanges): Promise<Account> =>
    needs.db.transact(async (tx) => {
      const [before] = changes.fields ? await lockAccount(tx.sql, accountId) : []
      const fields = changes.fields && keepVerified(changes.fields, before?.fields ?? [])
      await updateColumns(tx.sql, accountId, toColumns({ ...changes, fields }, tx.sql.json))
      if (fields?.some((field) => linkOf(field))) {
        await needs.jobs.enqueue(tx, verifyLinks, { accountId }, { dedupeKey: accountId })
      }
      const [account] = await selectAccounts(tx.sql, [accountId])
      if (!account) throw new Error('There is no such account to update.')
      tx.forget(() => needs.known.forget(accountId))
      await needs.announce(tx, accountUpdated, { subject: `account:${accountId}`, data: { accountId } })
      return { ...account, mediaRejected: false }
    })

/** What was verified stays so as long as the field stays as it is. */
function keepVerified(fields: readonly ProfileField[], before: readonly ProfileField[]): ProfileField[] {
  return fields.map(({ name, value }) => {
    const known = before.find((field) => field.value === value)
    return { name, value, ...(known?.verifiedAt && { verifiedAt: known.verifiedAt }) }
  })
}

function toColumns(changes: ProfileChanges, json: (value: never) => unknown): Record<string, unknown> {
  const columns: Record<string, unknown> = {
    display_name: changes.displayName === undefined ? undefined : keepDirection(changes.displayName),
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
    hide_collections: changes.hideCollections,
    attribution_domains: changes.attributionDomains && [...changes.attributionDomains],
    avatar_description: changes.avatarDescription,
    header_description: changes.headerDescription,
    show_media: changes.showMedia,
    show_media_replies: changes.showMediaReplies,
    show_featured: changes.showFeatured,
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}
