import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { defineJob } from '#platform/jobs/index.ts'
import { type EmailPurpose, insertEmailToken } from './email-store.ts'
import type { AccessNeeds } from './needs.ts'
import { hashSecret, newSecret } from './secrets.ts'
import { selectUser } from './user-store.ts'

/** Something that a person is to be told by e-mail. */
export type Letter =
  | { readonly kind: 'confirm-email' | 'reset-password' | 'address-taken'; readonly accountId: AccountId }
  /** `at` in ISO 8601; `device` as its browser says. */
  | {
      readonly kind: 'new-sign-in'
      readonly accountId: AccountId
      readonly at: string
      readonly device: string
    }
  | { readonly kind: 'password-changed'; readonly accountId: AccountId; readonly at: string }
  /** `name` as its owner calls it. */
  | {
      readonly kind: 'passkey-added'
      readonly accountId: AccountId
      readonly at: string
      readonly name: string
    }
  /** Asked for with an address that nobody here has: costs what the others cost, and goes nowhere (R33). */
  | { readonly kind: 'to-nobody' }

/** A letter as it can be written: whom to, and the link's secret where it has one. */
export interface AddressedLetter {
  readonly to: string
  readonly accountId: AccountId
  readonly token: string | undefined
  /** The person's language, e.g. `de`. */
  readonly locale: string
}

/** One letter to one person. */
export const letterDue = defineJob<Letter>('send-letter')

const hourMs = 3_600_000
/** How long a link counts. */
export const linkHours: Readonly<Record<EmailPurpose, number>> = { 'confirm-email': 48, 'reset-password': 1 }

/** Enqueues a letter in the caller's transaction, where this server sends any. */
export const postLetter =
  (needs: Pick<AccessNeeds, 'jobs' | 'sendsMail'>) =>
  async (tx: Transaction, letter: Letter): Promise<void> => {
    if (!needs.sendsMail) return
    // One waiting letter of a kind is enough, however often it was asked for.
    const dedupeKey = letter.kind === 'to-nobody' ? undefined : `${letter.kind}:${letter.accountId}`
    await needs.jobs.enqueue(tx, letterDue, letter, dedupeKey === undefined ? {} : { dedupeKey })
  }

/**
 * Finds the address, and makes the link's secret: it exists in the letter alone, here only its hash. A second try of a job
 * makes another, and the one before no longer counts.
 * @returns undefined when there is nobody to write to (any more)
 */
export const addressLetter =
  (needs: Pick<AccessNeeds, 'db' | 'clock' | 'accounts'>) =>
  async (letter: Letter): Promise<AddressedLetter | undefined> => {
    if (letter.kind === 'to-nobody') return undefined
    const { accountId, kind } = letter
    const user = await selectUser(needs.db.sql, accountId)
    const account = await needs.accounts.findAccount(accountId)
    if (!user || !account || account.deletedAt || account.suspendedAt) return undefined
    if (kind === 'confirm-email' && user.emailConfirmedAt) return undefined
    if (kind !== 'confirm-email' && kind !== 'reset-password')
      return { to: user.email, accountId, token: undefined, locale: user.locale }
    const token = newSecret()
    await needs.db.transact((tx) =>
      insertEmailToken(tx.sql, {
        tokenHash: hashSecret(token),
        accountId,
        purpose: kind,
        email: user.email,
        expiresAt: new Date(needs.clock.now() + linkHours[kind] * hourMs),
      }),
    )
    return { to: user.email, accountId, token, locale: user.locale }
  }
