import type { Bell } from '#platform/bell/index.ts'
import type { Consumer } from '../consumer.ts'
import { readCursor } from '../cursor-store.ts'
import { handleBatch, lookInLog, type Standing } from '../process-batch.ts'
import { type Backbone, dutyOf, type Feed, type StreamMessage } from './event-stream.ts'
import { joinStretches } from './join-stretches.ts'

/** Beside the stream, the database is looked into so often: whoever stopped in the middle is made up for. */
const lookEveryMs = 2000

/**
 * Runs one consumer from a stream, and from the database wherever the stream does not lead on: while it is away, where
 * another process has the duty, and where something is missing between what was handled and what arrives. The cursor
 * decides what was handled; it moves with the effects, so a message that comes twice does nothing.
 */
export function followStream(
  needs: Parameters<typeof lookInLog>[0],
  backbone: Backbone,
  consumer: Consumer,
  bell: Bell,
) {
  const { stream, leases, logId } = backbone
  const types = new Set(consumer.reactions.map((reaction) => reaction.type))
  let feed: Feed | undefined
  let waiting: StreamMessage[] = []
  let standing: Standing | undefined
  let lookedAt = 0

  const look = async () => {
    const looked = await lookInLog(needs, consumer)
    standing = looked.standing
    if (looked.handled === 0) lookedAt = performance.now()
    return looked.handled
  }
  const leave = async () => {
    for (const message of waiting) message.giveBack()
    waiting = []
    await feed?.[Symbol.asyncDispose]()
    feed = undefined
  }
  const handleWaiting = async () => {
    if (!standing) {
      const cursor = await readCursor(needs.db, consumer.name)
      standing = { cursor, seen: cursor }
    }
    const { cursor, seen } = standing
    const joined = joinStretches(
      waiting.map((message) => message.data),
      logId,
      seen,
    )
    if (joined.used === 0) {
      await look()
      return 1
    }
    const events = joined.events.filter((event) => types.has(event.type))
    ;({ standing } = await handleBatch(needs, consumer, { cursor, events, end: joined.end }))
    // Undefined: the cursor stands elsewhere, and they are looked at again from there.
    if (standing) for (const message of waiting.splice(0, joined.used)) message.acknowledge()
    return joined.used
  }
  return {
    /** Answers how much it did. */
    async step(): Promise<number> {
      if (!stream.isUp() || !leases.isHeld(dutyOf(consumer.name))) {
        if (feed) await leave()
        return look()
      }
      try {
        feed ??= await stream.openFeed(consumer.name, bell.ring)
        waiting.push(...feed.take())
      } catch {
        // A feed that has ended is opened anew at the next step.
        await leave()
        return look()
      }
      if (waiting.length > 0) return handleWaiting()
      return performance.now() - lookedAt < lookEveryMs ? 0 : look()
    },
    leave,
  }
}
