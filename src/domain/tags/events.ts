import type { AccountId } from '#domain/accounts/index.ts'
import { defineEvent } from '#platform/events/index.ts'

/** Subject: `tag:<account>:<tag>`. */
export const tagUnfollowed = defineEvent<{ accountId: AccountId; tag: string }>('tag.unfollowed')
