import type { AccountId } from '#domain/accounts/index.ts'
import { defineEvent } from '#platform/events/index.ts'

export interface AddedNotification {
  readonly id: string
  readonly accountId: AccountId
}

/** People have been told of something. Subject: `notifications:<id of the first>`; at most 500 in one event. */
export const notificationsAdded = defineEvent<{ added: readonly AddedNotification[] }>('notifications.added')
