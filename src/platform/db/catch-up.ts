import type { ChangeLog } from './change-log.ts'
import type { Position, Seen, Told } from './change-store.ts'
import { inTime } from './in-time.ts'

/** After so long without a look everything is forgotten: shorter than rows of the log live. */
const longestGapMs = 60_000
const patienceMs = 5000

export interface CatchUp {
  now(): Promise<void>
  /** Where the log of the database stood at the last look, or later: what a standby must have replayed. */
  position(): Position | undefined
}

/**
 * Brings what this process remembers up to what has committed: whoever waits for it sees whatever was answered before. All
 * who ask at the same time share one look, which begins after the last of them has asked.
 * @param apply forgets; undefined: everything
 */
export function createCatchUp(
  log: Pick<ChangeLog, 'look' | 'reconnect'>,
  apply: (news: readonly Told[] | undefined) => void,
): CatchUp {
  let seen: Seen | undefined
  let seenAt: Moment | undefined
  let last: Promise<unknown> = Promise.resolve()
  let waiting: Promise<void> | undefined
  let position: Position | undefined
  const lookOnce = async () => {
    const begunAt = now()
    const since = seenAt && gapMs(seenAt, begunAt) <= longestGapMs ? seen : undefined
    const found = await inTime(log.look(since), { ms: patienceMs, giveUp: log.reconnect })
    apply(found.news)
    seen = found.seen
    seenAt = begunAt
    position = found.position
  }
  return {
    now() {
      waiting ??= last.then(() => {
        waiting = undefined
        const looking = lookOnce()
        last = looking.catch(() => undefined)
        return looking
      })
      return waiting
    },
    position: () => position,
  }
}

/** By two clocks: one stands still while the machine is suspended, the other can be set. */
type Moment = readonly [monotonic: number, wall: number]

const now = (): Moment => [performance.now(), Date.now()]

function gapMs([from, wallFrom]: Moment, [to, wallTo]: Moment): number {
  return Math.max(to - from, Math.abs(wallTo - wallFrom))
}
