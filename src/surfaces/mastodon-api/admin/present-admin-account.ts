import type { Access, User } from '#domain/access/index.ts'
import type { Account, AccountId, Accounts } from '#domain/accounts/index.ts'
import { type PresentedAccount, type presentAccounts, presentRole } from '../present/present-account.ts'

export interface AdminAccountNeeds {
  readonly access: Pick<Access, 'findUsers'>
  readonly accounts: Pick<Accounts, 'findAccounts'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export type AdminAccount = ReturnType<typeof present>

/**
 * Accounts as Mastodon's Admin::Account, by id: a constant number of queries for any number. Network addresses are
 * not kept here, so there are none to show. Where no letters are sent, every e-mail address counts as confirmed.
 */
export const presentAdminAccounts =
  (needs: AdminAccountNeeds) =>
  async (ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, AdminAccount>> => {
    const unique = [...new Set(ids)]
    const [accounts, users, presented] = await Promise.all([
      needs.accounts.findAccounts(unique),
      needs.access.findUsers(unique),
      needs.presentAccounts(unique),
    ])
    return new Map(
      unique.flatMap((id) => {
        const account = accounts.get(id)
        const entity = presented.get(id)
        return account && entity ? [[id, present(account, entity, users.get(id))] as const] : []
      }),
    )
  }

function present(account: Account, entity: PresentedAccount, user: User | undefined) {
  return {
    id: account.id,
    username: account.username,
    domain: account.domain,
    created_at: account.createdAt.toISOString(),
    email: user?.email ?? '',
    ip: null,
    ips: [],
    role: presentRole(user?.role ?? 'user'),
    confirmed: user !== undefined && user.emailConfirmedAt !== null,
    approved: user !== undefined && user.state !== 'pending',
    disabled: user?.state === 'disabled',
    silenced: account.limitedAt !== null,
    suspended: account.suspendedAt !== null,
    sensitized: account.sensitisedAt !== null,
    locale: user?.locale ?? '',
    invite_request: user?.signUpReason ?? null,
    account: entity,
  }
}
