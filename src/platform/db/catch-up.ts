import type { ChangeLog } from './change-log.ts'
import type { Seen, Told } from './change-store.ts'

/** After so long without a look everything is forgotten: shorter than rows of the log live. */
const longestGapMs = 60_000
const patienceMs = 5000

/** The database has not said in time what has changed. */
class NoNews extends Error {
  override readonly name = 'NoNews'
  /** Answered as a database that is away. */
  readonly code = 'ETIMEDOUT'
}

/**
 * Brings what this process remembers up to what has committed: whoever waits for it sees whatever was answered before. All
 * who ask at the same time share one look, which begins after the last of them has asked.
 * @param apply forgets; undefined: everything
 */
export function createCatchUp(
  log: Pick<ChangeLog, 'look' | 'reconnect'>,
  apply: (news: readonly Told[] | undefined) => void,
): () => Promise<void> {
  let seen: Seen | undefined
  let seenAt: Moment | undefined
  let last: Promise<unknown> = Promise.resolve()
  let waiting: Promise<void> | undefined
  const lookOnce = async () => {
    const begunAt = now()
    const since = seenAt && gapMs(seenAt, begunAt) <= longestGapMs ? seen : undefined
    const found = await inTime(log.look(since), log.reconnect)
    apply(found.news)
    seen = found.seen
    seenAt = begunAt
  }
  return () => {
    waiting ??= last.then(() => {
      waiting = undefined
      const looking = lookOnce()
      last = looking.catch(() => undefined)
      return looking
    })
    return waiting
  }
}

/** By two clocks: one stands still while the machine is suspended, the other can be set. */
type Moment = readonly [monotonic: number, wall: number]

const now = (): Moment => [performance.now(), Date.now()]

function gapMs([from, wallFrom]: Moment, [to, wallTo]: Moment): number {
  return Math.max(to - from, Math.abs(wallTo - wallFrom))
}

async function inTime<T>(work: Promise<T>, giveUp: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new NoNews('The database does not say what has changed.'))
      giveUp()
    }, patienceMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
