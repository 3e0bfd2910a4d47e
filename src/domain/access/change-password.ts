import { randomInt } from 'node:crypto'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import type { AttemptLimit } from './attempt-limits.ts'
import { type PasswordFault, passwordFault } from './check-new-user.ts'
import { deleteEmailTokensOf } from './email-store.ts'
import { endAllAccess } from './end-all-access.ts'
import { postLetter } from './letters.ts'
import type { AccessNeeds } from './needs.ts'
import { deletePasskeysOf } from './passkey-store.ts'
import { HasherBusy, type PasswordHasher } from './password-hasher.ts'
import { selectUserWithPassword, updateUser } from './user-store.ts'

export interface PasswordChange {
  readonly accountId: AccountId
  readonly currentPassword: string
  readonly newPassword: string
  /** The token of the session that stays. */
  readonly exceptSession?: string | undefined
}

export type PasswordChangeResult =
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused'; readonly because: 'wrong' | PasswordFault }
  /** `retryAfter` in seconds. */
  | { readonly kind: 'limited'; readonly retryAfter: number }

/** A person changes the own password. Other sessions, codes and all tokens end: whoever stole one is out (R19). */
export const changePassword =
  (needs: AccessNeeds, hasher: PasswordHasher, limit: AttemptLimit) =>
  async (change: PasswordChange): Promise<PasswordChangeResult> => {
    const retryAfter = needs.limits === 'on' ? limit.take(`id:${change.accountId}`) : 0
    if (retryAfter > 0) return { kind: 'limited', retryAfter }
    const user = await selectUserWithPassword(needs.db.sql, change.accountId)
    try {
      if (!user || !(await hasher.verify(change.currentPassword.slice(0, 1000), user.passwordHash))) {
        return { kind: 'refused', because: 'wrong' }
      }
      limit.giveBack(`id:${change.accountId}`)
      const fault = passwordFault(change.newPassword, [user.email, user.email.split('@')[0] ?? ''])
      if (fault) return { kind: 'refused', because: fault }
      await setPassword(needs, hasher, { ...change, password: change.newPassword })
      return { kind: 'changed' }
    } catch (error) {
      if (error instanceof HasherBusy) return { kind: 'limited', retryAfter: 5 }
      throw error
    }
  }

/** An operator sets a new random password. @returns it, or undefined where there is no such user */
export const resetPassword =
  (needs: AccessNeeds, hasher: PasswordHasher) =>
  async (accountId: AccountId): Promise<string | undefined> => {
    const password = randomPassword()
    return (await setPassword(needs, hasher, { accountId, password })) ? password : undefined
  }

async function setPassword(
  needs: AccessNeeds,
  hasher: PasswordHasher,
  change: { accountId: AccountId; password: string; exceptSession?: string | undefined },
): Promise<boolean> {
  const passwordHash = await hasher.hash(change.password)
  return needs.db.transact((tx) => writePassword(needs)(tx, { ...change, passwordHash }))
}

/** Ends all that was open, and tells the person by e-mail. @returns whether there is such a user */
export const writePassword =
  (needs: AccessNeeds) =>
  async (
    tx: Transaction,
    change: { accountId: AccountId; passwordHash: string; exceptSession?: string | undefined },
  ): Promise<boolean> => {
    const { accountId, passwordHash, exceptSession } = change
    const at = new Date(needs.clock.now())
    const found = await updateUser(tx.sql, accountId, { passwordHash })
    await endAllAccess(needs)(tx, [accountId], { at, exceptSession })
    await deleteEmailTokensOf(tx.sql, [accountId])
    // Who comes back by a letter, or by the operator, may have lost the account to somebody who made a key to it meanwhile.
    if (exceptSession === undefined) await deletePasskeysOf(tx.sql, [accountId])
    if (found) await postLetter(needs)(tx, { kind: 'password-changed', accountId, at: at.toISOString() })
    return found
  }

/** 20 characters without those that are mistaken for others: 98 bits. */
export function randomPassword(): string {
  const characters = 'abcdefghijkmnpqrstuvwxyz23456789'
  return Array.from({ length: 20 }, () => characters[randomInt(characters.length)]).join('')
}
