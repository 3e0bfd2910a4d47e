import { createBoundedMap } from '#platform/cache/index.ts'
import type { CompleteNeeds } from './needs.ts'

/** @returns a question: whether the subject has rested since it was last asked about */
export function createRest(
  { clock }: Pick<CompleteNeeds, 'clock'>,
  restMs: number,
): (subject: string) => boolean {
  const asked = createBoundedMap<string, number>(20_000)
  return (subject) => {
    const now = clock.now()
    if (now - (asked.get(subject) ?? 0) < restMs) return false
    asked.set(subject, now)
    return true
  }
}
