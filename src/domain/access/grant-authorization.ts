import type { AccountId } from '#domain/accounts/index.ts'
import type { AccessNeeds } from './needs.ts'
import type { ReviewedAuthorization } from './review-authorization.ts'
import { isAdminScope } from './scopes.ts'
import { hashSecret, newSecret } from './secrets.ts'
import { insertCode } from './token-store.ts'
import { isStaff } from './user.ts'
import { selectUser } from './user-store.ts'

/** RFC 6749, 4.1.2: ten minutes at most. An app brings the code within seconds; a person copies it within minutes. */
const codeLifeMs = 10 * 60_000

/**
 * A person lets an app in: makes a code, for one use within ten minutes, bound to app, address and challenge (R16).
 * Admin scopes are left out for those who are no staff (R17).
 * @returns the code to hand to the app
 */
export const grantAuthorization =
  (needs: AccessNeeds) =>
  async (accountId: AccountId, authorization: ReviewedAuthorization): Promise<string> => {
    const user = await selectUser(needs.db.sql, accountId)
    if (!user) throw new Error('Nobody can grant an authorization without being a user.')
    const code = newSecret()
    await insertCode(needs.db.sql, {
      codeHash: hashSecret(code),
      appId: authorization.app.id,
      accountId,
      redirectUri: authorization.redirectUri,
      scopes: authorization.scopes.filter((scope) => isStaff(user.role) || !isAdminScope(scope)),
      codeChallenge: authorization.codeChallenge,
      expiresAt: new Date(needs.clock.now() + codeLifeMs),
    })
    return code
  }
