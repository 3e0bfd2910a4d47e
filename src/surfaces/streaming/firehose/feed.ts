import { type Bell, createBell } from '#platform/bell/index.ts'
import {
  type AppendedEvent,
  findLogEnd,
  findLogStart,
  isBefore,
  type LogPosition,
  readLog,
} from '#platform/events/index.ts'
import { createGate } from '#platform/gate/index.ts'
import type { StreamingNeeds } from '../needs.ts'
import type { News } from './news.ts'
import { type NewsNeeds, newsSources, presentNews } from './present-news.ts'

/** The latest news are kept in memory for everybody who keeps up; who comes back reads the log. */
const maxKept = 2000
const maxKeptBytes = 16 * 1024 * 1024
/** Events that one look at the log reads. */
const partSize = 100
/** Others wait: a thousand who come back at once must not stop those who keep up. */
const maxReadersOfLog = 2
const maxWaitMs = 15_000

export interface Feed {
  /**
   * Where a reader begins who has read up to `after`; undefined: who asks for no past.
   * @returns isGap: some of what came after it is no longer kept, or it is the cursor of another database
   */
  begin(after: LogPosition | undefined): Promise<{ cursor: LogPosition; isGap: boolean }>
  /** What comes next; waits for it for a while. @returns where to read on from, which moves without news, too */
  next(after: LogPosition, signal: AbortSignal): Promise<{ news: readonly News[]; end: LogPosition }>
  /** Takes what has just happened. @param isHeard whether anybody listens: if not, nothing is presented */
  tell(events: readonly AppendedEvent[], isHeard: boolean): Promise<void>
}

/** One memory of the latest news for all readers of this process. */
export function createFeed(needs: NewsNeeds & Pick<StreamingNeeds, 'db'>): Feed {
  const bells = new Set<Bell>()
  const gate = createGate({ atOnce: maxReadersOfLog })
  let kept: News[] = []
  let bytes = 0
  /** Everything after `from` and up to `upTo` is in `kept`; undefined until something was told. */
  let from: LogPosition | undefined
  let upTo: LogPosition | undefined

  const keep = (news: readonly News[]) => {
    kept.push(...news)
    bytes += news.reduce((sum, one) => sum + one.json.length, 0)
    while (kept.length > maxKept || bytes > maxKeptBytes) {
      const dropped = kept.shift()
      if (!dropped) break
      bytes -= dropped.json.length
      from = dropped.position
    }
  }
  const forget = (position: LogPosition) => {
    kept = []
    bytes = 0
    from = position
  }
  const covers = (after: LogPosition) => from !== undefined && !isBefore(after, from)
  const hasAfter = (after: LogPosition) => upTo !== undefined && isBefore(after, upTo)
  const takeAfter = (after: LogPosition) => ({
    news: kept.filter((one) => isBefore(after, one.position)),
    end: upTo ?? after,
  })
  const readPart = (after: LogPosition) =>
    gate.enter(async () => {
      const part = await readLog(needs.db, newsSources, { after, limit: partSize })
      return { news: await presentNews(needs, part.events), end: part.end }
    })
  return {
    async begin(after) {
      const end = await findLogEnd(needs.db)
      if (!after) return { cursor: end, isGap: false }
      if (isBefore(end, after)) return { cursor: end, isGap: true }
      const start = await findLogStart(needs.db)
      return { cursor: after, isGap: after.xid !== '0' && start !== undefined && isBefore(after, start) }
    },
    async next(after, signal) {
      using bell = createBell()
      bells.add(bell)
      try {
        if (!covers(after)) {
          const part = await readPart(after)
          if (part.news.length === 0 && !isBefore(after, part.end)) await bell.wait(maxWaitMs, signal)
          return part
        }
        if (!hasAfter(after)) await bell.wait(maxWaitMs, signal)
        return covers(after) && hasAfter(after) ? takeAfter(after) : { news: [], end: after }
      } finally {
        bells.delete(bell)
      }
    },
    async tell(events, isHeard) {
      const last = events.at(-1)
      if (!last) return
      const end = { xid: last.xid, id: last.id }
      try {
        if (isHeard && from) keep(await presentNews(needs, events))
        else forget(end)
      } catch (error) {
        // Readers find in the log what is not kept here.
        forget(end)
        throw error
      } finally {
        upTo = end
        for (const bell of bells) bell.ring()
      }
    },
  }
}
