/** Runs an act when its turn comes; asked for the same key meanwhile, everybody gets the one answer. */
export type InTurn<Answer> = (key: string, act: () => Promise<Answer>) => Promise<Answer | undefined>

/** @returns a queue; it answers undefined to whoever comes when `mostWaiting` wait already. */
export function takeTurns<Answer>(limits: { atOnce: number; mostWaiting: number }): InTurn<Answer> {
  const underWay = new Map<string, Promise<Answer>>()
  const waiting: (() => void)[] = []
  let running = 0

  const run = async (act: () => Promise<Answer>): Promise<Answer> => {
    if (running < limits.atOnce) running++
    // Whoever leaves hands over the place, so `running` stays.
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await act()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
  return async (key, act) => {
    const same = underWay.get(key)
    if (same) return same
    if (waiting.length >= limits.mostWaiting) return undefined
    const answer = run(act).finally(() => underWay.delete(key))
    underWay.set(key, answer)
    return answer
  }
}
