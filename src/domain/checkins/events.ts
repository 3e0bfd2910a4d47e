import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { defineEvent } from '#platform/events/index.ts'

/** Subject: `companion:<post>:<account>`. Somebody is asked whether a check-in may name them. */
export const companionAsked = defineEvent<{ postId: PostId; authorId: AccountId; companionId: AccountId }>(
  'companion.asked',
)
