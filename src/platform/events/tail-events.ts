import { describeError } from '#platform/log/index.ts'
import { joinStretches } from './backbone/index.ts'
import type { AppendedEvent } from './event-log.ts'
import { findLogEnd, type LogPosition, readLog } from './read-log.ts'
import type { ConsumerNeeds } from './run-consumers.ts'
import { createNewsBell, workLoop } from './work-loop.ts'

export interface Tail {
  readonly name: string
  readonly types: readonly string[]
  /** Gets events in the log's order, batch after batch. What it throws is logged, and the batch is over. */
  readonly handle: (events: readonly AppendedEvent[]) => Promise<void>
}

const batchSize = 200
/** What is heard from the stream and not read yet; beyond it, the database is read. */
const maxHeard = 50
/** While the stream is heard, the database is read so often, lest something was not. */
const lookEveryMs = 2000

/**
 * Reads the log from now on, for what lives in this process only: no cursor is kept, nothing is tried again, and every
 * process that tails sees every event. Work that must not be lost belongs to a consumer. With a backbone it hears the
 * stream while it is filled, and reads the database where something is missing.
 * @returns when it stands at the end of the log: whatever commits from then on is handed over
 */
export async function tailEvents(needs: ConsumerNeeds, tail: Tail): Promise<AsyncDisposable> {
  const stop = new AbortController()
  const bell = createNewsBell(needs.eventLog, tail.types)
  const heard: Uint8Array[] = []
  const hearing = needs.backbone?.stream.hear((data) => {
    if (heard.length < maxHeard) heard.push(data)
    bell.ring()
  })
  const next = createNext(needs, tail, heard)
  let position = await findLogEnd(needs.db)
  const loop = workLoop({
    name: tail.name,
    log: needs.log,
    signal: stop.signal,
    bell,
    async step() {
      const part = await next(position)
      position = part.end
      if (part.events.length === 0) return part.isOver ? 0 : 1
      const handle = async () => {
        await needs.db.changes.catchUp()
        await tail.handle(part.events)
      }
      await handle().catch((error: unknown) => {
        needs.log.error('A tail of the event log dropped a batch.', {
          consumer: tail.name,
          ...describeError(error),
        })
      })
      return part.events.length
    },
  })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      hearing?.[Symbol.dispose]()
      await loop
    },
  }
}

interface Next {
  readonly events: readonly AppendedEvent[]
  readonly end: LogPosition
  /** There is nothing more for now. */
  readonly isOver: boolean
}

/** @returns what gives the next events after a position: of what was heard, or from the database */
function createNext({ db, backbone }: ConsumerNeeds, tail: Tail, heard: Uint8Array[]) {
  const types = new Set(tail.types)
  let lookedAt = 0
  const read = async (after: LogPosition): Promise<Next> => {
    const { events, end } = await readLog(db, tail.types, { after, limit: batchSize })
    if (events.length === 0) lookedAt = performance.now()
    return { events, end, isOver: events.length === 0 }
  }
  return async (after: LogPosition): Promise<Next> => {
    if (!backbone?.stream.isUp()) {
      heard.length = 0
      return read(after)
    }
    if (heard.length === 0) {
      const isOver = performance.now() - lookedAt < lookEveryMs
      return isOver ? { events: [], end: after, isOver } : read(after)
    }
    const joined = joinStretches(heard, backbone.logId, after)
    heard.splice(0, joined.used)
    if (joined.used === 0) return { ...(await read(after)), isOver: false }
    const events = joined.events.filter((event) => types.has(event.type))
    return { events, end: joined.end, isOver: false }
  }
}
