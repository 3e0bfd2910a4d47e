import type { Card } from './card.ts'

const hourMs = 3_600_000
const staleMs = 14 * 24 * hourMs
/** What could not be had may be there tomorrow. */
const emptyStaleMs = 12 * hourMs

export function isFresh({ isEmpty, fetchedAt }: Pick<Card, 'isEmpty' | 'fetchedAt'>, now: number): boolean {
  return now - fetchedAt.getTime() < (isEmpty ? emptyStaleMs : staleMs)
}
