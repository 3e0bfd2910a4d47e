import { type Accounts, isActive, isLimited } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import { type AddedNotification, notificationsAdded } from './events.ts'
import { insertNotifications, type NewNotification } from './insert-store.ts'
import { upsertRequests } from './policy-store.ts'

export interface TellingNeeds {
  readonly accounts: Pick<Accounts, 'findAccounts'>
  readonly ids: IdMaker
  readonly announce: Announce
}

export type Telling = Omit<NewNotification, 'id' | 'isLimited'>

const maxInOneEvent = 500

/** Writes notifications, opens requests for what waits, and announces what is told, for streams and push. */
export const tellPeople =
  ({ accounts, ids, announce }: TellingNeeds) =>
  async (tx: Transaction, items: readonly Telling[]): Promise<void> => {
    if (items.length === 0) return
    const senders = await accounts.findAccounts(items.map((item) => item.fromAccountId))
    const inserted = await insertNotifications(
      tx.sql,
      items.flatMap((item) => {
        const sender = senders.get(item.fromAccountId)
        return sender && isActive(sender) ? [{ id: ids.next(), isLimited: isLimited(sender), ...item }] : []
      }),
    )
    await upsertRequests(
      tx.sql,
      inserted.filter((one) => one.filtered).map((one) => ({ ...one, id: ids.next() })),
    )
    const added = inserted
      .filter((one) => !one.filtered)
      .map(({ id, accountId }): AddedNotification => ({ id, accountId }))
    for (let from = 0; from < added.length; from += maxInOneEvent) {
      const part = added.slice(from, from + maxInOneEvent)
      const subject = `notifications:${part[0]?.id}`
      await announce(tx, notificationsAdded, { subject, data: { added: part } })
    }
  }
