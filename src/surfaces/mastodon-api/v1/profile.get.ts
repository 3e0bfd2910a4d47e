import type { Accounts } from '#domain/accounts/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { profile } from '../entities/account.ts'
import { viewerId } from '../parameters.ts'
import type { presentAccounts } from '../present/present-account.ts'
import { type ProfileNeeds, presentProfile } from '../present/present-profile.ts'

interface Needs extends ProfileNeeds {
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const getProfile = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/profile',
    access: { who: 'user', scopes: ['profile', 'read:accounts'] },
    response: profile,
    summary: "The viewer's profile as it is edited.",
    async handle({ viewer }) {
      const me = viewerId(viewer)
      const account = await needs.accounts.findAccount(me)
      const presented = (await needs.presentAccounts([me])).get(me)
      if (!account || !presented) throw new Refusal(403, 'Your login is currently disabled')
      return presentProfile(needs, account, presented)
    },
  })
