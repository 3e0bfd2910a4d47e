import { type AccountId, isActive } from '#domain/accounts/index.ts'
import type { AccessNeeds } from './needs.ts'
import { hashSecret, isSecretShaped, newSecret } from './secrets.ts'
import { deleteSession, insertSession, prolongSession, selectSession } from './session-store.ts'
import { storable } from './storable.ts'
import { selectUser } from './user-store.ts'

/** Handed to the browser once; only its hash is kept. */
export interface NewSession {
  readonly token: string
  readonly expiresAt: Date
}

export interface Session {
  readonly accountId: AccountId
  readonly createdAt: Date
}

export interface SessionDetails {
  readonly userAgent?: string | undefined
  /** The token of a session that this one takes the place of. */
  readonly replaces?: string | undefined
}

const dayMs = 86_400_000
const idleMs = 30 * dayMs
export const sessionMaxAgeMs = 180 * dayMs
/** A session that is used all the time is not written all the time. */
const prolongEveryMs = 3_600_000

/** Always a new token: one planted before the sign-in is worth nothing after it (R19). */
export const startSession =
  (needs: AccessNeeds) =>
  async (accountId: AccountId, { userAgent, replaces }: SessionDetails = {}): Promise<NewSession> => {
    const token = newSecret()
    const now = needs.clock.now()
    const expiresAt = new Date(now + idleMs)
    await needs.db.transact(async (tx) => {
      if (replaces) await deleteSession(tx.sql, hashSecret(replaces))
      await insertSession(tx.sql, {
        tokenHash: hashSecret(token),
        accountId,
        userAgent: storable(userAgent ?? '', 300) || null,
        createdAt: new Date(now),
        lastUsedAt: new Date(now),
        expiresAt,
      })
    })
    return { token, expiresAt }
  }

/**
 * The session of a token: used within 30 days, begun within 180, of a user who may act.
 * @returns undefined otherwise
 */
export const findSession =
  (needs: AccessNeeds) =>
  async (token: string): Promise<Session | undefined> => {
    if (!isSecretShaped(token)) return undefined
    const now = needs.clock.now()
    const tokenHash = hashSecret(token)
    const session = await selectSession(needs.db.sql, tokenHash, new Date(now))
    if (!session) return undefined
    const user = await selectUser(needs.db.sql, session.accountId)
    const account = await needs.accounts.findAccount(session.accountId)
    if (user?.state !== 'active' || !user.emailConfirmedAt || !account || !isActive(account)) return undefined
    if (now - session.lastUsedAt.getTime() > prolongEveryMs) {
      await prolongSession(needs.db.sql, tokenHash, {
        lastUsedAt: new Date(now),
        expiresAt: new Date(Math.min(now + idleMs, session.createdAt.getTime() + sessionMaxAgeMs)),
      })
    }
    return { accountId: session.accountId, createdAt: session.createdAt }
  }

export const endSession =
  (needs: AccessNeeds) =>
  async (token: string): Promise<void> => {
    if (isSecretShaped(token)) await deleteSession(needs.db.sql, hashSecret(token))
  }
