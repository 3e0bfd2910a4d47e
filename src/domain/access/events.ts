import type { AccountId } from '#domain/accounts/index.ts'
import { defineEvent } from '#platform/events/index.ts'
import type { TokenId } from './token.ts'

/** Somebody joined. Subject: `account:<id>`. `state` is pending where moderators decide first. */
export const userSignedUp = defineEvent<{ accountId: AccountId; state: 'active' | 'pending' }>(
  'user.signed_up',
)

/**
 * What was open on the strength of a token must close. Subject: `access:<account>`. `tokenId` is null when everything
 * of the account has ended.
 */
export const accessEnded = defineEvent<{ accountId: AccountId; tokenId: TokenId | null }>('access.ended')
