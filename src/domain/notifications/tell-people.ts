import type { Transaction } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import { notificationsAdded } from './events.ts'
import { insertNotifications, type NewNotification } from './notification-store.ts'

export interface TellingNeeds {
  readonly ids: IdMaker
  readonly announce: Announce
}

export type Telling = Omit<NewNotification, 'id'>

const maxInOneEvent = 500

/** Writes notifications, and announces those that were new, for streams and push. */
export const tellPeople =
  ({ ids, announce }: TellingNeeds) =>
  async (tx: Transaction, items: readonly Telling[]): Promise<void> => {
    const added = await insertNotifications(
      tx.sql,
      items.map((item) => ({ id: ids.next(), ...item })),
    )
    for (let from = 0; from < added.length; from += maxInOneEvent) {
      const part = added.slice(from, from + maxInOneEvent)
      const subject = `notifications:${part[0]?.id}`
      await announce(tx, notificationsAdded, { subject, data: { added: part } })
    }
  }
