import type { AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Database, Page } from '#platform/db/index.ts'
import type { Announce, Reaction } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import { acceptRequests, dismissRequests } from './answer-requests.ts'
import type { AddedNotification } from './events.ts'
import { findAdded } from './find-added.ts'
import { formatGroupKey, type GroupRef, groupOf } from './group.ts'
import { countMembers, deleteGroup, selectMembers } from './group-store.ts'
import { type GroupPage, listGroups } from './list-groups.ts'
import type { Notification, NotificationKind } from './notification.ts'
import {
  countFiltered,
  dismiss,
  listNotifications,
  type NotificationFilter,
  selectNear,
  selectNotification,
  selectSince,
} from './notification-store.ts'
import { notificationReactions } from './on-events.ts'
import type { NotificationPolicy, NotificationRequest } from './policy.ts'
import { selectPolicy, selectRequest, selectRequests, upsertPolicy } from './policy-store.ts'

export { type AddedNotification, notificationsAdded } from './events.ts'
export { formatGroupKey, type GroupRef, groupedKinds, groupOf, parseGroupKey } from './group.ts'
export type { GroupPage, NotificationGroup } from './list-groups.ts'
export type { Notification, NotificationKind } from './notification.ts'
export type { NotificationFilter } from './notification-store.ts'
export {
  type NotificationPolicy,
  type NotificationRequest,
  type PolicyAction,
} from './policy.ts'

export interface NotificationsNeeds {
  readonly db: Database
  readonly accounts: Pick<Accounts, 'findAccounts'>
  readonly ids: IdMaker
  readonly announce: Announce
}

/** What people are told: mentions, boosts, likes, follows. Written behind the event log, each once. */
export interface Notifications {
  listNotifications(accountId: AccountId, filter: NotificationFilter, page: Page): Promise<Notification[]>
  findNotification(accountId: AccountId, id: string): Promise<Notification | undefined>
  /** The one of this id, or else the newest of those at most so far from it. */
  findNear(accountId: AccountId, id: string, within: number): Promise<Notification | undefined>
  /** What an event tells of, oldest first, without what was taken back since: for those who hand it on. */
  findAdded(added: readonly AddedNotification[]): Promise<Notification[]>
  /** @param id absent: all. @returns how many went */
  dismiss(accountId: AccountId, id?: string): Promise<number>
  /** How many came after one, at most `limit`. @param grouped counts groups of these kinds instead */
  countSince(
    accountId: AccountId,
    filter: NotificationFilter,
    since: { sinceId: string; limit: number; grouped?: readonly NotificationKind[] | undefined },
  ): Promise<number>
  listGroups(accountId: AccountId, wish: Parameters<typeof listGroups>[2]): Promise<GroupPage>
  /** How many notifications each group of a page has in all. */
  countGroups(accountId: AccountId, groups: readonly GroupRef[]): Promise<number[]>
  listMembers(accountId: AccountId, group: GroupRef, page: Page): Promise<Notification[]>
  dismissGroup(accountId: AccountId, group: GroupRef): Promise<void>
  findPolicy(accountId: AccountId): Promise<NotificationPolicy>
  updatePolicy(accountId: AccountId, changes: Partial<NotificationPolicy>): Promise<NotificationPolicy>
  countFiltered(accountId: AccountId): Promise<{ requests: number; notifications: number }>
  listRequests(accountId: AccountId, page: Page): Promise<NotificationRequest[]>
  findRequest(accountId: AccountId, id: string): Promise<NotificationRequest | undefined>
  acceptRequests: ReturnType<typeof acceptRequests>
  dismissRequests: ReturnType<typeof dismissRequests>
  readonly reactions: readonly Reaction[]
}

export function defineNotifications(needs: NotificationsNeeds): Notifications {
  const { sql } = needs.db
  return {
    listNotifications: (accountId, filter, page) => listNotifications(sql, accountId, filter, page),
    findNotification: (accountId, id) => selectNotification(sql, accountId, id),
    findNear: (accountId, id, within) => selectNear(sql, accountId, id, within),
    findAdded: findAdded(needs),
    dismiss: (accountId, id) => dismiss(sql, accountId, id),
    async countSince(accountId, filter, { sinceId, limit, grouped = [] }) {
      const rows = await selectSince(sql, accountId, filter, {
        sinceId,
        limit: grouped.length > 0 ? 1000 : limit,
      })
      return Math.min(limit, new Set(rows.map((row) => formatGroupKey(groupOf(row, grouped)))).size)
    },
    listGroups: (accountId, wish) => listGroups(sql, accountId, wish),
    async countGroups(accountId, groups) {
      const together = groups.flatMap((group) => ('id' in group ? [] : [group]))
      const counts = await countMembers(sql, accountId, together)
      const counted = new Map(together.map((group, index) => [group, counts[index] ?? 1]))
      return groups.map((group) => ('id' in group ? 1 : (counted.get(group) ?? 1)))
    },
    listMembers: (accountId, group, page) => selectMembers(sql, accountId, group, page),
    dismissGroup: (accountId, group) => deleteGroup(sql, accountId, group),
    findPolicy: (accountId) => selectPolicy(sql, accountId),
    async updatePolicy(accountId, changes) {
      const policy = { ...(await selectPolicy(sql, accountId)), ...changes }
      await upsertPolicy(sql, accountId, policy)
      return policy
    },
    countFiltered: (accountId) => countFiltered(sql, accountId),
    listRequests: (accountId, page) => selectRequests(sql, accountId, page),
    findRequest: (accountId, id) => selectRequest(sql, accountId, id),
    acceptRequests: acceptRequests(needs),
    dismissRequests: dismissRequests(needs),
    reactions: notificationReactions(needs),
  }
}
