import type { AppendedEvent } from '../event-log.ts'
import { isBefore, type LogPosition } from '../read-log.ts'
import { decodeStretch } from './stretch.ts'

/** What of the messages goes on from where a reader stands. */
export interface Joined {
  /** So many messages are used up: they join, are old, or are not of this log. */
  readonly used: number
  readonly events: readonly AppendedEvent[]
  readonly end: LogPosition
}

/**
 * Goes along the chain of stretches as far as it reaches: the first message that begins later than the reader stands
 * has something before it that did not arrive.
 */
export function joinStretches(messages: readonly Uint8Array[], logId: string, from: LogPosition): Joined {
  const events: AppendedEvent[] = []
  let end = from
  let used = 0
  for (const data of messages) {
    const stretch = decodeStretch(data)
    const isOurs = stretch?.log === logId
    if (isOurs && isBefore(end, stretch.after)) break
    used += 1
    if (!isOurs || !isBefore(end, stretch.end)) continue
    for (const event of stretch.events) if (isBefore(end, event)) events.push(event)
    end = stretch.end
  }
  return { used, events, end }
}
