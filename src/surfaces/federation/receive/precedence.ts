/** Lets what other servers wait for go before what they do not wait for. */
export interface Precedence {
  /** Counts an activity as under way, until it is taken in. */
  during<T>(act: () => Promise<T>): Promise<T>
  /** For so many milliseconds nothing more should be processed; to be asked again after them. */
  pause(): number
  /** Nothing is left to process. */
  caughtUp(): void
}

/** So many under way at once mean that others wait; fewer are no reason to hold anything up. */
const crowd = 8
/** A gap as short as this between two crowds is none. */
const lingerMs = 25
/** What has come in is not held up for longer, whatever goes on coming. */
const mostMs = 3000
const askAgainMs = 10

/**
 * Taking in and processing share a core. A burst is taken in first, as fast as it comes, and processed in large batches
 * as soon as it is over, or after three seconds; from then on they share until all is processed, so that nothing waits
 * for ever. While few come, nothing is held up.
 * @param now milliseconds of a clock that never goes back
 */
export function createPrecedence(now: () => number = () => performance.now()): Precedence {
  let underWay = 0
  let crowdedAt = Number.NEGATIVE_INFINITY
  let heldSince: number | undefined
  return {
    async during(act) {
      underWay += 1
      if (underWay >= crowd) crowdedAt = now()
      try {
        return await act()
      } finally {
        underWay -= 1
      }
    },
    pause() {
      const at = now()
      if (at - crowdedAt > lingerMs) return 0
      heldSince ??= at
      return at - heldSince < mostMs ? askAgainMs : 0
    },
    caughtUp() {
      heldSince = undefined
    },
  }
}
