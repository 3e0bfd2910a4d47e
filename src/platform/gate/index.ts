/** Lets few act at the same time. */
export interface Gate {
  /** Acts when there is room; what `act` throws is thrown. */
  enter<T>(act: () => Promise<T>): Promise<T>
  /** Whether as many wait as may: whoever would wait longer than it is worth should be told so, not let in. */
  readonly isFull: boolean
}

/** @param limits.mostWaiting default: as many as come */
export function createGate(limits: { readonly atOnce: number; readonly mostWaiting?: number }): Gate {
  const { atOnce, mostWaiting = Number.POSITIVE_INFINITY } = limits
  const waiting: (() => void)[] = []
  let inside = 0
  return {
    async enter(act) {
      if (inside < atOnce) inside += 1
      // Whoever leaves hands over the place, so `inside` stays.
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await act()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else inside -= 1
      }
    },
    get isFull() {
      return inside >= atOnce && waiting.length >= mostWaiting
    },
  }
}
