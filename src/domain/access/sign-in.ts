import type { Account } from '#domain/accounts/index.ts'
import { addressKey } from '#platform/addresses/index.ts'
import { admitUser } from './admit-user.ts'
import { normalEmail } from './check-new-user.ts'
import type { AccessNeeds } from './needs.ts'
import { HasherBusy, type PasswordHasher } from './password-hasher.ts'
import type { SignInLimits, SignInResult } from './sign-in-result.ts'
import { storable } from './storable.ts'
import { selectUserByEmail, selectUserWithPassword } from './user-store.ts'

export interface SignIn {
  /** E-mail address or username. */
  readonly login: string
  readonly password: string
  /** Where the request comes from, for the limits. */
  readonly address: string
  readonly userAgent?: string | undefined
  /** The token of a session that this one takes the place of. */
  readonly replaces?: string | undefined
}

/** Opens a session for one who knows the password. Unknown names cost the same time and get the same answer (R33). */
export const signIn =
  (needs: AccessNeeds, hasher: PasswordHasher, limits: SignInLimits) =>
  async (request: SignIn): Promise<SignInResult> => {
    if ((await needs.policies.judgeAddress(request.address)) === 'no_access')
      return { kind: 'refused', because: 'blocked' }
    const found = await findByLogin(needs, request.login)
    const attempt = takeAttempt(needs, limits, {
      account: found ? `id:${found.account.id}` : `login:${request.login.trim().toLowerCase().slice(0, 100)}`,
      address: addressKey(request.address),
    })
    if (attempt.retryAfter > 0) return { kind: 'limited', retryAfter: attempt.retryAfter }
    const matches = await verify(hasher, request.password, found?.user.passwordHash)
    if (matches === 'busy') return { kind: 'limited', retryAfter: 5 }
    if (!matches || !found || found.account.deletedAt) return { kind: 'refused', because: 'wrong' }
    attempt.wasNoGuess()
    return admitUser(needs, limits)(found, request)
  }

/** Always two look-ups, so that known and unknown names take the same time. */
async function findByLogin(needs: AccessNeeds, login: string) {
  const name = storable(login, 300)
  if (name.replace(/^@/, '').includes('@')) {
    const user = await selectUserByEmail(needs.db.sql, normalEmail(name))
    const account = await needs.accounts.findAccount(user?.accountId ?? nobody)
    return user && account && { user, account }
  }
  const account = await needs.accounts.findByHandle(name.replace(/^@/, ''), null)
  const user = await selectUserWithPassword(needs.db.sql, account?.id ?? nobody)
  return user && account && { user, account }
}

const nobody = '0' as Account['id']

/** Taken before the check: of many guesses at the same time, no more than the limit are checked. */
function takeAttempt(needs: AccessNeeds, limits: SignInLimits, keys: { account: string; address: string }) {
  if (needs.limits === 'off') return { retryAfter: 0, wasNoGuess: () => undefined }
  const retryAfter = limits.byAddress.take(keys.address) || limits.byAccount.take(keys.account)
  return {
    retryAfter,
    wasNoGuess() {
      limits.byAddress.giveBack(keys.address)
      limits.byAccount.giveBack(keys.account)
    },
  }
}

async function verify(hasher: PasswordHasher, password: string, hash: string | undefined) {
  try {
    return await hasher.verify(password.slice(0, 1000), hash)
  } catch (error) {
    if (error instanceof HasherBusy) return 'busy'
    throw error
  }
}
