import { createGate } from '#platform/gate/index.ts'

/** Runs an act when its turn comes; asked for the same key meanwhile, everybody gets the one answer. */
export type InTurn<Answer> = (key: string, act: () => Promise<Answer>) => Promise<Answer | undefined>

/** @returns a queue; it answers undefined to whoever comes when `mostWaiting` wait already. */
export function takeTurns<Answer>(limits: { atOnce: number; mostWaiting: number }): InTurn<Answer> {
  const underWay = new Map<string, Promise<Answer>>()
  const gate = createGate(limits)
  return async (key, act) => {
    const same = underWay.get(key)
    if (same) return same
    if (gate.isFull) return undefined
    const answer = gate.enter(act).finally(() => underWay.delete(key))
    underWay.set(key, answer)
    return answer
  }
}
