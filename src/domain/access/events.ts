import type { AccountId } from '#domain/accounts/index.ts'
import { defineEvent } from '#platform/events/index.ts'

/** Somebody joined. Subject: `account:<id>`. `state` is pending where moderators decide first. */
export const userSignedUp = defineEvent<{ accountId: AccountId; state: 'active' | 'pending' }>(
  'user.signed_up',
)
