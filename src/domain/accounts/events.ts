import { defineEvent } from '#platform/events/index.ts'
import type { AccountId } from './account.ts'

/** Subject of all: `account:<id>`. */
export const accountUpdated = defineEvent<{ accountId: AccountId }>('account.updated')
/** It lives on as another account, to which its followers go over. */
export const accountMoved = defineEvent<{ accountId: AccountId; targetId: AccountId }>('account.moved')
/** An account of this server signs with another key. */
export const accountKeyRotated = defineEvent<{ accountId: AccountId }>('account.key_rotated')
export const accountSuspended = defineEvent<{ accountId: AccountId }>('account.suspended')
export const accountDeleted = defineEvent<{ accountId: AccountId; local: boolean }>('account.deleted')
