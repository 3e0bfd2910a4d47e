import type { AccountId } from '#domain/accounts/index.ts'
import { defineEvent } from '#platform/events/index.ts'

export interface MovedConversation {
  readonly accountId: AccountId
  readonly conversationId: string
}

/** Subject: `post:<id>` of the direct post that moved them on. */
export const conversationsMoved = defineEvent<{ moved: readonly MovedConversation[] }>('conversations.moved')
