import type { MovedConversation } from '#domain/conversations/index.ts'
import type { AppendedEvent } from '#platform/events/index.ts'
import type { StreamingNeeds } from './needs.ts'
import type { Registry } from './registry.ts'
import { createTeller } from './teller.ts'

type Needs = Pick<StreamingNeeds, 'conversations' | 'presentConversations'>

/** Tells those who listen to their direct posts of the conversation that a post has moved on. */
export const tellConversations =
  (needs: Needs) =>
  async (events: readonly AppendedEvent[], registry: Registry): Promise<void> => {
    const listening = new Set(registry.accountsOf('direct'))
    for (const event of events) {
      const { moved } = event.data as { moved: readonly MovedConversation[] }
      const rows = await needs.conversations.findConversations(
        moved.filter((one) => listening.has(one.accountId)),
      )
      for (const row of rows) {
        const tell = createTeller('conversation', event)
        // Nothing comes back where the writer is blocked.
        for (const shown of await needs.presentConversations(row.accountId, [row]))
          for (const listener of registry.find('direct', row.accountId)) tell(listener, JSON.stringify(shown))
      }
    }
  }
