import type { Database } from '#platform/db/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { EventLog } from '../event-log.ts'
import { findLogEnd, formatPosition, type LogPosition, readLog } from '../read-log.ts'
import { createNewsBell, workLoop } from '../work-loop.ts'
import { type Backbone, relayDuty } from './event-stream.ts'
import { saveProgress } from './relay-store.ts'
import { decodeStretch, encodeStretch } from './stretch.ts'

export interface RelayNeeds {
  readonly db: Database
  readonly log: Log
  readonly eventLog: EventLog
}

const batchSize = 500

/**
 * Publishes the log to a stream while this process has the duty. What the stream holds last says where to go on, so a crash
 * between publishing and remembering it repeats and leaves out nothing.
 */
export function relayEvents(needs: RelayNeeds, backbone: Backbone): AsyncDisposable {
  const stop = new AbortController()
  const bell = createNewsBell(needs.eventLog)
  using stack = new DisposableStack()
  stack.use(backbone.stream.onChange(bell.ring))
  const step = createRelay(needs, backbone)
  const loop = workLoop({ name: relayDuty, log: needs.log, signal: stop.signal, bell, step })
  const listening = stack.move()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      listening.dispose()
      await loop
    },
  }
}

interface At {
  readonly end: LogPosition
  readonly sequence: number
}

/** @returns a step: publishes the next stretch and answers how many events it holds */
export function createRelay({ db, log }: Omit<RelayNeeds, 'eventLog'>, backbone: Backbone) {
  const { stream, leases, logId } = backbone
  let at: At | undefined
  return async (): Promise<number> => {
    if (!stream.isUp() || !leases.isHeld(relayDuty)) {
      at = undefined
      return 0
    }
    const from = at ?? (await findPlace(db, backbone))
    // Until this step is over it is unknown where the stream ends.
    at = undefined
    const part = await readLog(db, undefined, { after: from.end, limit: batchSize })
    if (part.events.length === 0) {
      at = from
      return 0
    }
    const message = encodeStretch({ log: logId, after: from.end, end: part.end, events: part.events })
    if (!message) {
      // Too long for a message: the chain has a gap there, and consumers read on from the database.
      const [first] = part.events
      log.warn('An event is too long for the stream; consumers read it from the database.', {
        type: first?.type,
      })
      at = first && { ...from, end: { xid: first.xid, id: first.id } }
      return 1
    }
    // Waits for the disk, and for the standby where there is one: what was read is kept by then, too. Without that a
    // fail-over could take back an event that consumers know, and give its number to another one.
    await db.transact(async (tx) => {
      await leases.fence(tx, relayDuty)
      await saveProgress(tx.sql, stream.name, { position: from.end, next: message.end })
    })
    const id = `${logId}:${formatPosition(from.end)}`
    const answer = await stream.append({ id, data: message.data, lastSequence: from.sequence })
    // Another relay was here, or the stream has lost its end: it says itself where to go on.
    if (answer.kind === 'kept') at = { end: message.end, sequence: answer.sequence }
    return part.events.length
  }
}

/** A stream that holds nothing of this log begins now: what came before, consumers read from the database. */
async function findPlace(db: Database, { stream, logId }: Backbone): Promise<At> {
  const { sequence, data } = await stream.findLast()
  const last = data && decodeStretch(data)
  return { sequence, end: last?.log === logId ? last.end : await findLogEnd(db) }
}
