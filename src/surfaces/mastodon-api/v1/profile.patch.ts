import { Type } from 'typebox'
import type { Accounts } from '#domain/accounts/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { profile } from '../entities/account.ts'
import { viewerId } from '../parameters.ts'
import type { presentAccounts } from '../present/present-account.ts'
import { type ProfileNeeds, presentProfile } from '../present/present-profile.ts'
import { type PictureNeeds, profileFields, toProfileChanges } from '../profile-parameters.ts'

interface Needs extends PictureNeeds, ProfileNeeds {
  readonly accounts: Pick<Accounts, 'updateProfile'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const patchProfile = (needs: Needs) =>
  endpoint({
    method: 'PATCH',
    path: '/api/v1/profile',
    access: { who: 'user', scopes: ['write:accounts'] },
    response: profile,
    summary: "Changes the viewer's profile.",
    body: Type.Object(profileFields),
    bodyLimit: 20 * 1024 * 1024,
    async handle({ viewer, body }) {
      const me = viewerId(viewer)
      const account = await needs.accounts.updateProfile(me, await toProfileChanges(needs, body))
      const presented = (await needs.presentAccounts([me])).get(me)
      if (!presented) throw new Refusal(403, 'Your login is currently disabled')
      return presentProfile(needs, account, presented)
    },
  })
