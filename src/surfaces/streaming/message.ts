import { formatPosition, type LogPosition } from '#platform/events/index.ts'

/** What happened, as one stream tells of it; the same object goes to everybody who is told the same. */
export interface Message {
  readonly stream: readonly string[]
  readonly event: string
  readonly position: LogPosition
  /** For a WebSocket: UTF-8 of a JSON object. */
  frame(): Buffer
  /** For an EventSource: one block with its id, to come back to. */
  block(): string
}

/** @param payload text as the protocol carries it: JSON, or a bare id. undefined: the event says all. */
export function createMessage(told: {
  stream: readonly string[]
  event: string
  payload: string | undefined
  position: LogPosition
}): Message {
  let frame: Buffer | undefined
  let block: string | undefined
  const id = formatPosition(told.position)
  return {
    stream: told.stream,
    event: told.event,
    position: told.position,
    frame() {
      frame ??= Buffer.from(
        JSON.stringify({ stream: told.stream, event: told.event, payload: told.payload, id }),
      )
      return frame
    },
    block() {
      // An event without data is not dispatched by browsers, and clients parse the data as JSON.
      block ??= `event: ${told.event}\ndata: ${told.payload ?? 'null'}\nid: ${id}\n\n`
      return block
    },
  }
}
