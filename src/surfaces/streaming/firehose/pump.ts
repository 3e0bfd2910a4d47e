import { setTimeout as pause } from 'node:timers/promises'
import { formatPosition, isBefore, type LogPosition } from '#platform/events/index.ts'
import type { Feed } from './feed.ts'
import { isWanted, writeNews } from './news.ts'
import type { Filter } from './wish.ts'

export type CutReason = 'slow' | 'stopping' | 'failed'

/** How the firehose reaches one reader. */
export interface FirehoseOutlet {
  /** @param cursor where the reader can come back to @param type the event's, for protocols that name it */
  write(cursor: string, type: string, json: string): void
  /** While much is waiting for the reader: resolves when nearly all of it is taken, or the reader is gone. */
  drained(): Promise<unknown> | undefined
  beat(): void
  /** Ends it, and says where to read on. */
  end(reason: CutReason, resume: string): void
}

export interface Pumping {
  readonly feed: Feed
  readonly outlet: FirehoseOutlet
  readonly filter: Filter
  /** undefined: what happens from now on. */
  readonly after: LogPosition | undefined
  /** Aborts when the reader is gone, or with the reason `stopping` when the server stops. */
  readonly signal: AbortSignal
  /** Milliseconds that a reader may take for what was written. */
  readonly patienceMs: number
}

/** Events that a reader did not want, after which it hears where it is all the same. */
const maxSilent = 500

/**
 * Tells one reader everything after its cursor, in order: first what it missed, then what happens. It reads on only
 * when the reader has taken what it got, so memory does not grow with slowness; one that takes nothing for too long is
 * ended with the cursor to come back to.
 */
export async function pump({ feed, outlet, filter, after, signal, patienceMs }: Pumping): Promise<void> {
  const start = await feed.begin(after)
  let cursor = start.cursor
  let told = cursor
  let silent = 0
  const say = (position: LogPosition, type: string, json: string) => {
    outlet.write(formatPosition(position), type, json)
    told = position
    silent = 0
  }
  if (start.isGap) say(cursor, 'gap', writeNews(cursor, 'gap', {}))
  while (!signal.aborted) {
    const { news, end } = await feed.next(cursor, signal).catch((error: unknown) => {
      outlet.end('failed', formatPosition(told))
      throw error
    })
    for (const one of news) {
      if (signal.aborted) break
      silent += 1
      if (isWanted(filter, one)) say(one.position, one.type, one.json)
      const waiting = outlet.drained()
      if (waiting && !(await isInTime(waiting, patienceMs))) return outlet.end('slow', formatPosition(told))
    }
    cursor = end
    // Readers of rare things come back to where they were, not to the last rare thing.
    const isQuiet = news.length === 0 && isBefore(told, end)
    if (isQuiet || silent >= maxSilent) say(end, 'cursor', writeNews(end, 'cursor', {}))
    else if (news.length === 0) outlet.beat()
  }
  if (signal.reason === 'stopping') outlet.end('stopping', formatPosition(told))
}

async function isInTime(waiting: Promise<unknown>, patienceMs: number): Promise<boolean> {
  const late = new AbortController()
  const timer = pause(patienceMs, false, { signal: late.signal, ref: false }).catch(() => true)
  try {
    return await Promise.race([waiting.then(() => true), timer])
  } finally {
    late.abort()
  }
}
