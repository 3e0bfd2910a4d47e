import type { Account } from '#domain/accounts/index.ts'
import type { AttemptLimit } from './attempt-limits.ts'
import type { LetterLimit } from './letter-limit.ts'
import type { NewSession } from './sessions.ts'

export type SignInResult =
  | { readonly kind: 'signed-in'; readonly account: Account; readonly session: NewSession }
  /** All but `wrong` are said only to one who knows the password. */
  | {
      readonly kind: 'refused'
      readonly because: 'wrong' | 'pending' | 'unconfirmed' | 'disabled' | 'suspended'
    }
  /** Nobody signs in from there, whatever the password. */
  | { readonly kind: 'refused'; readonly because: 'blocked' }
  /** `retryAfter` in seconds. */
  | { readonly kind: 'limited'; readonly retryAfter: number }

export interface SignInLimits {
  readonly byAccount: AttemptLimit
  readonly byAddress: AttemptLimit
  /** How many letters one person may be sent. */
  readonly letters: LetterLimit
}
