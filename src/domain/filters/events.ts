import type { AccountId } from '#domain/accounts/index.ts'
import { defineEvent } from '#platform/events/index.ts'

/** Subject: `filters:<account>`. Open apps read their owner's filters again. */
export const filtersChanged = defineEvent<{ accountId: AccountId }>('filters.changed')
