import { hasScope } from '#domain/access/index.ts'
import type { AddedNotification } from '#domain/notifications/index.ts'
import type { AppendedEvent } from '#platform/events/index.ts'
import type { StreamingNeeds } from './needs.ts'
import type { Registry } from './registry.ts'
import type { Subscription } from './subscription.ts'
import { createTeller } from './teller.ts'

type Needs = Pick<StreamingNeeds, 'notifications' | 'presentNotifications'>

/** Tells people what they are told of. Queries grow with the people who are told, not with those who listen. */
export const tellNotifications =
  (needs: Needs) =>
  async (events: readonly AppendedEvent[], registry: Registry): Promise<void> => {
    for (const event of events) {
      const { added } = event.data as { added: readonly AddedNotification[] }
      const heard = added.filter((one) => findListeners(registry, one.accountId).length > 0)
      if (heard.length === 0) continue
      const rows = await needs.notifications.findAdded(heard)
      for (const [accountId, own] of Map.groupBy(rows, (row) => row.accountId)) {
        const tell = createTeller('notification', event)
        for (const shown of await needs.presentNotifications(accountId, own)) {
          const payload = JSON.stringify(shown)
          for (const listener of findListeners(registry, accountId)) tell(listener, payload)
        }
      }
    }
  }

function findListeners(registry: Registry, accountId: AddedNotification['accountId']): Subscription[] {
  // A token without the scope may still follow the home stream, and hears no notifications there (R17).
  const home = [...registry.find('user', accountId)].filter((one) =>
    hasScope(one.connection.reader.scopes, 'read:notifications'),
  )
  return [...home, ...registry.find('notification', accountId)]
}
