import { type Account, isActive } from '#domain/accounts/index.ts'
import { requestConfirmation } from './confirm-email.ts'
import { tellOfNewBrowser } from './known-browsers.ts'
import type { AccessNeeds } from './needs.ts'
import { type SessionDetails, startSession } from './sessions.ts'
import type { SignInLimits, SignInResult } from './sign-in-result.ts'
import type { User } from './user.ts'

/** Opens a session for one who has proved who they are, unless the account may not act. */
export const admitUser =
  (needs: AccessNeeds, limits: Pick<SignInLimits, 'letters'>) =>
  async (
    { account, user }: { readonly account: Account; readonly user: Pick<User, 'emailConfirmedAt' | 'state'> },
    request: SessionDetails,
  ): Promise<SignInResult> => {
    if (!user.emailConfirmedAt) {
      await requestConfirmation(needs, limits.letters)(account.id)
      return { kind: 'refused', because: 'unconfirmed' }
    }
    if (user.state !== 'active') return { kind: 'refused', because: user.state }
    if (!isActive(account)) return { kind: 'refused', because: 'suspended' }
    await tellOfNewBrowser(needs)(account.id, request.userAgent)
    return { kind: 'signed-in', account, session: await startSession(needs)(account.id, request) }
  }
