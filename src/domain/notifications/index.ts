import type { AccountId } from '#domain/accounts/index.ts'
import type { Database, Page } from '#platform/db/index.ts'
import type { Announce, Reaction } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import {
  countSince,
  dismiss,
  listNotifications,
  type Notification,
  type NotificationFilter,
  selectByIds,
  selectNotification,
} from './notification-store.ts'
import { notificationReactions } from './on-events.ts'

export { type AddedNotification, notificationsAdded } from './events.ts'
export type { Notification, NotificationKind } from './notification-store.ts'

export interface NotificationsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly announce: Announce
}

/** What people are told: mentions, boosts, likes, follows. Written behind the event log, each once. */
export interface Notifications {
  listNotifications(accountId: AccountId, filter: NotificationFilter, page: Page): Promise<Notification[]>
  findNotification(accountId: AccountId, id: string): Promise<Notification | undefined>
  /** Of any accounts, oldest first: for those who hand them on. */
  findByIds(ids: readonly string[]): Promise<Notification[]>
  /** @param id absent: all. */
  dismiss(accountId: AccountId, id?: string): Promise<void>
  countSince(accountId: AccountId, sinceId: string, limit: number): Promise<number>
  readonly reactions: readonly Reaction[]
}

export function defineNotifications(needs: NotificationsNeeds): Notifications {
  const { sql } = needs.db
  return {
    listNotifications: (accountId, filter, page) => listNotifications(sql, accountId, filter, page),
    findNotification: (accountId, id) => selectNotification(sql, accountId, id),
    findByIds: (ids) => selectByIds(sql, ids),
    dismiss: (accountId, id) => dismiss(sql, accountId, id),
    countSince: (accountId, sinceId, limit) => countSince(sql, accountId, sinceId, limit),
    reactions: notificationReactions(needs),
  }
}
