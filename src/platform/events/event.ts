import type { Transaction } from '#platform/db/index.ts'

/** A kind of fact: ids and small values that consumers re-read the rows by. `Data` survives JSON unchanged. */
export interface EventType<Data> {
  readonly type: string
  /** Only for the type checker. */
  readonly data?: Data
}

/** @param type past tense with its noun first: `follow.accepted`. */
export function defineEvent<Data>(type: string): EventType<Data> {
  return { type }
}

/** An event as a consumer meets it: at least once, and in order within its subject. */
export interface RecordedEvent<Data> {
  /** The log position's id; unique. */
  readonly id: string
  /** What the fact is about, e.g. `post:1`; the unit of order. */
  readonly subject: string
  readonly data: Data
  readonly at: Date
  /** The request that caused it. */
  readonly requestId: string | null
}

/**
 * Appends a fact, or several of one kind in one statement, in the caller's transaction: change and consequence commit together or not at all.
 * Lock the subject's row and append after it: then the log's order of that subject is the order in which its changes
 * happened. A transaction whose number is too low for that starts again, so take the lock before the first write: then
 * it is rarely needed.
 */
export type Announce = <Data>(
  tx: Transaction,
  event: EventType<Data>,
  facts: Fact<Data> | readonly Fact<Data>[],
) => Promise<void>

export interface Fact<Data> {
  readonly subject: string
  readonly data: Data
}
