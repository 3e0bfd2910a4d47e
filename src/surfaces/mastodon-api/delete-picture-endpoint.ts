import type { Accounts } from '#domain/accounts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { credentialAccount } from './entities/account.ts'
import { viewerId } from './parameters.ts'
import type { findOwnAccount } from './present/find-own-account.ts'

export interface DeletePictureNeeds {
  readonly accounts: Pick<Accounts, 'updateProfile'>
  readonly findOwnAccount: ReturnType<typeof findOwnAccount>
}

export function deletePictureEndpoint(needs: DeletePictureNeeds, picture: 'avatar' | 'header') {
  return endpoint({
    method: 'DELETE',
    path: `/api/v1/profile/${picture}`,
    access: { who: 'user', scopes: ['write:accounts'] },
    response: credentialAccount,
    summary: `Removes the viewer's ${picture}.`,
    async handle({ viewer }) {
      const me = viewerId(viewer)
      const changes =
        picture === 'avatar'
          ? { avatarKey: null, avatarDescription: '' }
          : { headerKey: null, headerDescription: '' }
      await needs.accounts.updateProfile(me, changes)
      return needs.findOwnAccount(me)
    },
  })
}
