import type { AccountId } from '#domain/accounts/index.ts'
import type { Page, Sql } from '#platform/db/index.ts'
import { formatGroupKey, type GroupRef, groupOf } from './group.ts'
import type { Notification, NotificationKind } from './notification.ts'
import { listNotifications, type NotificationFilter } from './notification-store.ts'

export interface NotificationGroup {
  readonly key: string
  readonly group: GroupRef
  /** Those of this page, newest first; at least one. */
  readonly members: readonly [Notification, ...Notification[]]
}

export interface GroupPage {
  readonly groups: readonly NotificationGroup[]
  /** The page's newest and oldest notification; where the neighbouring pages begin. */
  readonly newest: string | undefined
  readonly oldest: string | undefined
  readonly ended: boolean
}

/** Notifications that one page takes in at most, however many fall into one group. */
const maxRead = 400

/**
 * A page of groups, newest first: notifications are read in order until `page.limit` groups are begun and the next one
 * would begin another. A group that goes on in older notifications is met again on the next page.
 */
export async function listGroups(
  sql: Sql,
  accountId: AccountId,
  {
    filter,
    grouped,
    page,
  }: { filter: NotificationFilter; grouped: readonly NotificationKind[] | undefined; page: Page },
): Promise<GroupPage> {
  const rows = await listNotifications(sql, accountId, filter, { ...page, limit: maxRead })
  // Upward pages fill from below: the groups nearest to `minId` are the page.
  const upward = page.minId !== undefined
  const groups = new Map<string, { group: GroupRef; members: Notification[] }>()
  let read = 0
  for (const one of upward ? rows.toReversed() : rows) {
    const group = groupOf(one, grouped)
    const key = formatGroupKey(group)
    const known = groups.get(key)
    if (!known && groups.size === page.limit) break
    if (known) known.members.push(one)
    else groups.set(key, { group, members: [one] })
    read += 1
  }
  const taken = upward ? rows.slice(rows.length - read) : rows.slice(0, read)
  return {
    groups: sorted(groups, upward),
    newest: taken[0]?.id,
    oldest: taken.at(-1)?.id,
    ended: !upward && read === rows.length && rows.length < maxRead,
  }
}

function sorted(
  groups: ReadonlyMap<string, { group: GroupRef; members: Notification[] }>,
  upward: boolean,
): NotificationGroup[] {
  return [...groups]
    .flatMap(([key, { group, members }]): NotificationGroup[] => {
      const [first, ...rest] = upward ? members.toReversed() : members
      return first ? [{ key, group, members: [first, ...rest] }] : []
    })
    .sort((a, b) => (BigInt(a.members[0].id) < BigInt(b.members[0].id) ? 1 : -1))
}
