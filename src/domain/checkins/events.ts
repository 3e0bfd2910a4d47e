import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { defineEvent } from '#platform/events/index.ts'

/** A question and its answer, as far as another server has to know. */
export interface NamingFact {
  readonly postId: PostId
  readonly authorId: AccountId
  readonly companionId: AccountId
  /** The question of another server, by its id. */
  readonly uri: string | null
}

/** Subject of all: `companion:<post>:<account>`. Somebody is asked whether a check-in may name them. */
export const companionAsked = defineEvent<{ postId: PostId; authorId: AccountId; companionId: AccountId }>(
  'companion.asked',
)

/** Somebody has agreed to be named. */
export const companionAgreed = defineEvent<NamingFact>('companion.agreed')

/** Somebody is asked or named no more, whoever ended it. */
export const companionEnded = defineEvent<NamingFact>('companion.ended')
