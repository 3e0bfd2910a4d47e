import { createBoundedMap } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'

/**
 * Bounds how often something may be tried by each key (R32): `burst` tries at once, then one each `refillSeconds`.
 * Kept in this process's memory: a restart forgets, and several web processes count apart.
 */
export interface AttemptLimit {
  /** Takes a try. @returns 0, or the seconds to wait. */
  take(key: string): number
  /** Gives a try back: it was no guess. */
  giveBack(key: string): void
}

export function createAttemptLimit(
  clock: Clock,
  { burst, refillSeconds }: { burst: number; refillSeconds: number },
): AttemptLimit {
  const refillMs = refillSeconds * 1000
  // By key, the time at which all tries will be back (the generic cell rate algorithm, ITU-T I.371).
  // An attacker with many keys pushes out old ones: bounded memory is worth more than a perfect count.
  const fullAt = createBoundedMap<string, number>(50_000)
  return {
    take(key) {
      const now = clock.now()
      const full = Math.max(fullAt.get(key) ?? now, now)
      const wait = full - now - (burst - 1) * refillMs
      if (wait > 0) return Math.ceil(wait / 1000)
      fullAt.set(key, full + refillMs)
      return 0
    },
    giveBack(key) {
      const full = fullAt.get(key)
      if (full !== undefined) fullAt.set(key, full - refillMs)
    },
  }
}
