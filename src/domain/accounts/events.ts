import { defineEvent } from '#platform/events/index.ts'
import type { AccountId } from './account.ts'

/** Subject of all: `account:<id>`. */
export const accountUpdated = defineEvent<{ accountId: AccountId }>('account.updated')
export const accountSuspended = defineEvent<{ accountId: AccountId }>('account.suspended')
export const accountDeleted = defineEvent<{ accountId: AccountId; local: boolean }>('account.deleted')
