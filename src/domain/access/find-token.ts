import { isActive } from '#domain/accounts/index.ts'
import type { AccessNeeds } from './needs.ts'
import { isAdminScope } from './scopes.ts'
import { hashSecret, isSecretShaped } from './secrets.ts'
import type { TokenGrant } from './token.ts'
import { selectToken, type TokenRow, touchToken } from './token-store.ts'
import { isStaff, type User } from './user.ts'
import { insertActiveDay, selectUser, touchUser } from './user-store.ts'

/** `last_used_at` is for people who look at their list of apps; minutes are fine enough. */
const touchEveryMs = 10 * 60_000

/**
 * What a bearer token stands for now, from the database.
 * @returns undefined when it was never made, is revoked, or its user may not act
 */
export const loadToken =
  (needs: AccessNeeds) =>
  async (bearer: string): Promise<TokenGrant | undefined> => {
    if (!isSecretShaped(bearer)) return undefined
    const token = await selectToken(needs.db.sql, hashSecret(bearer))
    if (!token) return undefined
    const grant = { tokenId: token.id, appId: token.appId, accountId: token.accountId, scopes: token.scopes }
    if (token.accountId === null) {
      await touch(needs, token)
      return { ...grant, role: null }
    }
    const user = await selectUser(needs.db.sql, token.accountId)
    const account = await needs.accounts.findAccount(token.accountId)
    if (user?.state !== 'active' || !user.emailConfirmedAt || !account || !isActive(account)) return undefined
    await touch(needs, token, user)
    const scopes = isStaff(user.role) ? token.scopes : token.scopes.filter((scope) => !isAdminScope(scope))
    return { ...grant, scopes, role: user.role }
  }

/**
 * What a token would stand for, if only its user had confirmed the e-mail address: apps sign people up, hold a token from
 * then on, and may ask for another letter.
 */
export const findHeldToken =
  (needs: AccessNeeds) =>
  async (bearer: string): Promise<TokenGrant | undefined> => {
    const token = isSecretShaped(bearer) ? await selectToken(needs.db.sql, hashSecret(bearer)) : undefined
    if (!token?.accountId) return undefined
    const user = await selectUser(needs.db.sql, token.accountId)
    const account = await needs.accounts.findAccount(token.accountId)
    const isHeld = user && user.state !== 'disabled' && !user.emailConfirmedAt
    if (!isHeld || !account || !isActive(account)) return undefined
    const { id: tokenId, appId, accountId, scopes } = token
    return {
      tokenId,
      appId,
      accountId,
      scopes: scopes.filter((scope) => !isAdminScope(scope)),
      role: user.role,
    }
  }

async function touch(needs: AccessNeeds, token: TokenRow, user?: User): Promise<void> {
  const now = needs.clock.now()
  if (now - (token.lastUsedAt?.getTime() ?? 0) < touchEveryMs) return
  await touchToken(needs.db.sql, token.id, new Date(now))
  if (!user) return
  await touchUser(needs.db.sql, user.accountId, new Date(now))
  await insertActiveDay(needs.db.sql, user.accountId, new Date(now))
}
