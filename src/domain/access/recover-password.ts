import { addressKey } from '#platform/addresses/index.ts'
import type { AttemptLimit } from './attempt-limits.ts'
import { writePassword } from './change-password.ts'
import { normalEmail, type PasswordFault, passwordFault } from './check-new-user.ts'
import { selectEmailToken, takeEmailToken } from './email-store.ts'
import type { LetterLimit } from './letter-limit.ts'
import { postLetter } from './letters.ts'
import type { AccessNeeds } from './needs.ts'
import { HasherBusy, type PasswordHasher } from './password-hasher.ts'
import { hashSecret, isSecretShaped } from './secrets.ts'
import { storable } from './storable.ts'
import { confirmUser, selectUser, selectUserByEmail } from './user-store.ts'

export interface RecoveryLimits {
  readonly byAddress: AttemptLimit
  readonly letters: LetterLimit
}

/**
 * Somebody has forgotten the password. Whether the e-mail address is known changes neither the answer nor what is done
 * before it: one look-up, and one job, which goes nowhere for nobody (R33).
 * @returns the seconds to wait where too much comes from the same network, else 0
 */
export const requestRecovery =
  (needs: AccessNeeds, limits: RecoveryLimits) =>
  async ({ email, address }: { email: string; address: string }): Promise<number> => {
    const normal = normalEmail(storable(email, 300))
    const limited = needs.limits === 'on'
    const retryAfter = limited ? limits.byAddress.take(addressKey(address)) : 0
    if (retryAfter > 0) return retryAfter
    const user = await selectUserByEmail(needs.db.sql, normal)
    // Nobody's mailbox is flooded; who asks hears nothing of it.
    const isEnough = limited && (await limits.letters(`recover:${normal}`)) > 0
    const letter =
      user && !isEnough
        ? ({ kind: 'reset-password', accountId: user.accountId } as const)
        : ({ kind: 'to-nobody' } as const)
    await needs.db.transact((tx) => postLetter(needs)(tx, letter))
    return 0
  }

export type RecoveryResult =
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused'; readonly because: 'spent' | PasswordFault }
  | { readonly kind: 'limited'; readonly retryAfter: number }

/**
 * A new password for who holds the link of a letter. The link counts once; all that was open ends (R19). Whoever reads the
 * letter has shown that the address is theirs, too.
 */
export const recoverPassword =
  (needs: AccessNeeds, hasher: PasswordHasher) =>
  async ({ token, password }: { token: string; password: string }): Promise<RecoveryResult> => {
    if (!isSecretShaped(token)) return { kind: 'refused', because: 'spent' }
    const now = new Date(needs.clock.now())
    const asked = { tokenHash: hashSecret(token), purpose: 'reset-password', now } as const
    const known = await selectEmailToken(needs.db.sql, asked)
    const user = known && (await selectUser(needs.db.sql, known.accountId))
    if (!user) return { kind: 'refused', because: 'spent' }
    const fault = passwordFault(password, [user.email, user.email.split('@')[0] ?? ''])
    if (fault) return { kind: 'refused', because: fault }
    try {
      const passwordHash = await hasher.hash(password)
      const changed = await needs.db.transact(async (tx) => {
        const taken = await takeEmailToken(tx.sql, asked)
        if (!taken) return false
        await confirmUser(tx.sql, taken.accountId, { email: taken.email, at: now })
        return writePassword(needs)(tx, { accountId: taken.accountId, passwordHash })
      })
      return changed ? { kind: 'changed' } : { kind: 'refused', because: 'spent' }
    } catch (error) {
      if (error instanceof HasherBusy) return { kind: 'limited', retryAfter: 5 }
      throw error
    }
  }
