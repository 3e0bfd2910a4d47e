/** Lets so many work at the same time; the others wait in order. @returns what takes a turn, and answers what ends it */
export function createTurns(atOnce: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return async (): Promise<() => void> => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    running += 1
    return () => {
      running -= 1
      waiting.shift()?.()
    }
  }
}
