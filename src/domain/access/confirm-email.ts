import type { AccountId } from '#domain/accounts/index.ts'
import { isUniqueViolation } from '#platform/db/index.ts'
import { isEmail, normalEmail } from './check-new-user.ts'
import { selectEmailToken, takeEmailToken } from './email-store.ts'
import type { LetterLimit } from './letter-limit.ts'
import { postLetter } from './letters.ts'
import type { AccessNeeds } from './needs.ts'
import { hashSecret, isSecretShaped } from './secrets.ts'
import type { UserState } from './user.ts'
import { confirmUser, selectUser, updateEmail } from './user-store.ts'

export type Confirmation =
  /** `state` says whether they may come in now. */
  | { readonly kind: 'confirmed'; readonly state: UserState }
  /** Used before, too old, or for another address than the present one. */
  | { readonly kind: 'refused'; readonly because: 'spent' }

/** Somebody came with the link of a letter: the address is theirs. Counts once. */
export const confirmEmail =
  (needs: Pick<AccessNeeds, 'db' | 'clock'>) =>
  async (token: string): Promise<Confirmation> => {
    if (!isSecretShaped(token)) return { kind: 'refused', because: 'spent' }
    const now = new Date(needs.clock.now())
    return needs.db.transact(async (tx) => {
      const asked = { tokenHash: hashSecret(token), purpose: 'confirm-email', now } as const
      const found = await takeEmailToken(tx.sql, asked)
      const user = found && (await confirmUser(tx.sql, found.accountId, { email: found.email, at: now }))
      return user ? { kind: 'confirmed', state: user.state } : { kind: 'refused', because: 'spent' }
    })
  }

/** Whether a link would count, without using it up. */
export const isLinkGood =
  (needs: Pick<AccessNeeds, 'db' | 'clock'>) =>
  async (token: string, purpose: 'confirm-email' | 'reset-password'): Promise<boolean> => {
    if (!isSecretShaped(token)) return false
    const asked = { tokenHash: hashSecret(token), purpose, now: new Date(needs.clock.now()) }
    return (await selectEmailToken(needs.db.sql, asked)) !== undefined
  }

export type ConfirmationRequest =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused'; readonly because: 'confirmed' | 'invalid' | 'taken' | 'blocked' }
  | { readonly kind: 'limited'; readonly retryAfter: number }

/**
 * Sends the link again, to another address if one is given, as long as none is confirmed.
 * @param email undefined: to the address that is known
 */
export const requestConfirmation =
  (needs: AccessNeeds, limit: LetterLimit) =>
  async (accountId: AccountId, email?: string): Promise<ConfirmationRequest> => {
    const user = await selectUser(needs.db.sql, accountId)
    if (!user || user.emailConfirmedAt) return { kind: 'refused', because: 'confirmed' }
    const retryAfter = needs.limits === 'on' ? await limit(`confirm:${accountId}`) : 0
    if (retryAfter > 0) return { kind: 'limited', retryAfter }
    const changed = email !== undefined && normalEmail(email) !== normalEmail(user.email)
    if (changed && !isEmail(email)) return { kind: 'refused', because: 'invalid' }
    if (changed && (await needs.policies.judgeEmail(email)) === 'blocked')
      return { kind: 'refused', because: 'blocked' }
    try {
      await needs.db.transact(async (tx) => {
        if (changed) await updateEmail(tx.sql, accountId, email.trim(), normalEmail(email))
        await postLetter(needs)(tx, { kind: 'confirm-email', accountId })
      })
    } catch (error) {
      if (isUniqueViolation(error, 'users_email_normal_key')) return { kind: 'refused', because: 'taken' }
      throw error
    }
    return { kind: 'sent' }
  }
