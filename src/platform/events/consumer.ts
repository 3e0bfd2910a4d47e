import type { Transaction } from '#platform/db/index.ts'
import type { EventType, RecordedEvent } from './event.ts'

/** What one consumer does about one type of event. */
export interface Reaction {
  readonly type: string
  readonly handle: (events: readonly RecordedEvent<never>[], tx: Transaction) => Promise<void>
}

/**
 * Reads the log with a cursor of its own. What its reactions write in the handed transaction commits together with
 * the cursor, so it happens exactly once; anything else that they do happens at least once.
 */
export interface Consumer {
  readonly name: string
  readonly reactions: readonly Reaction[]
}

/** @param handle gets neighbouring events of the type at once, in order; throwing tries them one by one. */
export function on<Data>(
  event: EventType<Data>,
  handle: (events: readonly RecordedEvent<Data>[], tx: Transaction) => Promise<void>,
): Reaction {
  return { type: event.type, handle }
}
