import type { AccountId } from '#domain/accounts/index.ts'
import type { AppendedEvent } from '#platform/events/index.ts'
import type { Registry } from './registry.ts'
import { createTeller } from './teller.ts'

/** Tells somebody's open apps to read the filters again; the event says all. */
export async function tellFilters(events: readonly AppendedEvent[], registry: Registry): Promise<void> {
  for (const event of events) {
    const { accountId } = event.data as { accountId: AccountId }
    const tell = createTeller('filters_changed', event)
    for (const listener of registry.find('user', accountId)) tell(listener, undefined)
  }
}
