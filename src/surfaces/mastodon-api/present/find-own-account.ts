import type { User } from '#domain/access/index.ts'
import type { AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Emojis } from '#domain/emojis/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import { presentOwnAccount, wantedEmojis } from './present-account.ts'

export interface OwnAccountNeeds {
  readonly origin: string
  readonly emojis: Pick<Emojis, 'find'>
  readonly accounts: Pick<Accounts, 'findAccount' | 'findCounters'>
  readonly relationships: Pick<Relationships, 'countRequests'>
  readonly findUser: (id: AccountId) => Promise<User | undefined>
}

/** The viewer's own account as CredentialAccount. */
export const findOwnAccount = (needs: OwnAccountNeeds) => async (id: AccountId) => {
  const [account, counters, user, followRequests] = await Promise.all([
    needs.accounts.findAccount(id),
    needs.accounts.findCounters([id]),
    needs.findUser(id),
    needs.relationships.countRequests(id),
  ])
  if (!account || !user) return undefined
  const wanted = wantedEmojis(account)
  const emojis = (await needs.emojis.find([wanted]))(wanted)
  return presentOwnAccount(needs.origin, {
    account,
    counters: counters.get(id),
    user,
    followRequests,
    emojis,
  })
}
