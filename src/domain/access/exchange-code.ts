import type { Transaction } from '#platform/db/index.ts'
import { authenticateClient, type ClientCredentials, challengeOf } from './authenticate-client.ts'
import { issueToken } from './issue-token.ts'
import type { AccessNeeds } from './needs.ts'
import { endToken } from './revoke-token.ts'
import { hashSecret, isSecretShaped } from './secrets.ts'
import type { NewToken } from './token.ts'
import { type CodeRow, lockCode, markCodeUsed } from './token-store.ts'

export interface CodeExchange extends ClientCredentials {
  readonly code: string
  readonly redirectUri: string
  readonly codeVerifier?: string | undefined
}

export type TokenResult =
  | { readonly kind: 'issued'; readonly token: NewToken }
  | {
      readonly kind: 'refused'
      readonly error: 'invalid_client' | 'invalid_grant' | 'invalid_scope' | 'unauthorized_client'
    }

const invalidGrant = { kind: 'refused', error: 'invalid_grant' } as const

/**
 * Turns a code into a token, once. A second use means that the code was seen by two: the token made from it is revoked
 * (RFC 6749, 4.1.2). Any wrong companion uses the code up.
 * @param forget is called after the commit with no arguments when a token was revoked
 */
export const exchangeCode =
  (needs: AccessNeeds, forgetTokens: () => void) =>
  async (exchange: CodeExchange): Promise<TokenResult> => {
    const app = await authenticateClient(needs, exchange)
    if (!app) return { kind: 'refused', error: 'invalid_client' }
    if (!isSecretShaped(exchange.code)) return invalidGrant
    const now = new Date(needs.clock.now())
    return needs.db.transact(async (tx): Promise<TokenResult> => {
      const code = await lockCode(tx.sql, hashSecret(exchange.code))
      if (!code || code.appId !== app.id) return invalidGrant
      if (code.usedAt) {
        tx.forget(forgetTokens)
        return revokeStolen(needs, tx, code)
      }
      if (code.expiresAt <= now || !isCompanion(code, exchange)) {
        await markCodeUsed(tx.sql, code.codeHash, { at: now, tokenId: null })
        return invalidGrant
      }
      const { token, tokenId } = await issueToken(needs, tx.sql, code)
      await markCodeUsed(tx.sql, code.codeHash, { at: now, tokenId })
      return { kind: 'issued', token }
    })
  }

async function revokeStolen(needs: AccessNeeds, tx: Transaction, code: CodeRow): Promise<TokenResult> {
  if (code.tokenId) await endToken(needs, tx, { id: code.tokenId, accountId: code.accountId })
  return invalidGrant
}

/** Same address, and the verifier of the challenge; a verifier without a challenge is a downgrade (RFC 9700, 2.1.1). */
function isCompanion(code: CodeRow, exchange: CodeExchange): boolean {
  if (code.redirectUri !== exchange.redirectUri) return false
  const verifier = exchange.codeVerifier ?? ''
  if (code.codeChallenge === null) return verifier === ''
  return /^[A-Za-z0-9._~-]{43,128}$/.test(verifier) && challengeOf(verifier) === code.codeChallenge
}
