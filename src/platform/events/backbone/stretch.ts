import type { AppendedEvent } from '../event-log.ts'
import { formatPosition, type LogPosition, parsePosition } from '../read-log.ts'

/**
 * All events of the log after one position and up to another: final, for they were read behind the oldest open
 * transaction. Stretches form a chain, so whoever knows where it stands sees whether it has missed anything.
 */
export interface Stretch {
  /** Which log: that of another database has the same positions. */
  readonly log: string
  readonly after: LogPosition
  readonly end: LogPosition
  readonly events: readonly AppendedEvent[]
}

/** Below the megabyte that nats-server takes by default, with much to spare. */
const maxBytes = 256 * 1024

/**
 * The longest beginning of a stretch that fits into one message.
 * @returns undefined where not even the first event does
 */
export function encodeStretch(stretch: Stretch): { data: Uint8Array; end: LogPosition } | undefined {
  const written: string[] = []
  let bytes = 0
  for (const event of stretch.events) {
    const text = JSON.stringify(toWire(event))
    bytes += Buffer.byteLength(text) + 1
    if (bytes > maxBytes) break
    written.push(text)
  }
  const last = stretch.events[written.length - 1]
  if (!last) return undefined
  const isWhole = written.length === stretch.events.length
  const end = isWhole ? stretch.end : { xid: last.xid, id: last.id }
  const head = JSON.stringify({
    log: stretch.log,
    after: formatPosition(stretch.after),
    end: formatPosition(end),
  })
  return { data: Buffer.from(`${head.slice(0, -1)},"events":[${written.join(',')}]}`), end }
}

/** @returns undefined for what is no stretch: a newer version's, or something else in the stream */
export function decodeStretch(data: Uint8Array): Stretch | undefined {
  try {
    const { log, after, end, events } = JSON.parse(Buffer.from(data).toString('utf8')) as WireStretch
    const [from, to] = [parsePosition(after), parsePosition(end)]
    return from && to && { log, after: from, end: to, events: events.map(fromWire) }
  } catch {
    return undefined
  }
}

interface WireStretch {
  readonly log: string
  readonly after: string
  readonly end: string
  readonly events: readonly WireEvent[]
}

type WireEvent = Omit<AppendedEvent, 'createdAt'> & { readonly at: number }

function toWire({ createdAt, ...event }: AppendedEvent): WireEvent {
  return { ...event, at: createdAt.getTime() }
}

function fromWire({ at, ...event }: WireEvent): AppendedEvent {
  return { ...event, createdAt: new Date(at) }
}
