import { createBoundedMap } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'

/** What must not be asked for again before a while is over: bounded memory of what was not there (R26). */
export interface Rests<Reason extends string> {
  /** @returns the reason, for the caller to pass on */
  begin(name: string, ms: number, because: Reason): Reason
  /** Why `name` rests now, if it does. */
  find(name: string): Reason | undefined
}

export function createRests<Reason extends string>(clock: Clock): Rests<Reason> {
  const resting = createBoundedMap<string, { until: number; because: Reason }>(20_000)
  return {
    begin(name, ms, because) {
      resting.set(name, { until: clock.now() + ms, because })
      return because
    },
    find(name) {
      const found = resting.get(name)
      return found && found.until > clock.now() ? found.because : undefined
    },
  }
}
