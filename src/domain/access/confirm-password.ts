import type { AccountId } from '#domain/accounts/index.ts'
import type { AttemptLimit } from './attempt-limits.ts'
import type { AccessNeeds } from './needs.ts'
import { HasherBusy, type PasswordHasher } from './password-hasher.ts'
import { selectUserWithPassword } from './user-store.ts'

/**
 * Whether somebody who is signed in knows the password, before an act that a stolen token must not do. Counts with
 * the attempts to sign in (R32). @returns `limited` also when the answer must wait
 */
export const confirmPassword =
  (needs: AccessNeeds, hasher: PasswordHasher, limit: AttemptLimit) =>
  async (accountId: AccountId, password: string): Promise<'right' | 'wrong' | 'limited'> => {
    const retryAfter = needs.limits === 'on' ? limit.take(`id:${accountId}`) : 0
    if (retryAfter > 0) return 'limited'
    const user = await selectUserWithPassword(needs.db.sql, accountId)
    try {
      if (!user || !(await hasher.verify(password.slice(0, 1000), user.passwordHash))) return 'wrong'
    } catch (error) {
      if (error instanceof HasherBusy) return 'limited'
      throw error
    }
    limit.giveBack(`id:${accountId}`)
    return 'right'
  }
