import type { Operation } from '../history/index.ts'

/** Something that is so or is not, such as "ada likes post 7", and who has said so when. */
export interface Assertion {
  readonly operation: Operation
  readonly value: boolean
}

/**
 * What may be so in the end. Of writes that were done, the last one counts; of writes at the same time, any may be the
 * last; a write of unknown outcome may happen at any time after it was begun, or never. So this is the set of values
 * that a linearizable register may hold (Herlihy and Wing, 1990) when all is at rest.
 */
export function possibleEnds(assertions: readonly Assertion[], initial = false): ReadonlySet<boolean> {
  const effective = assertions.filter(({ operation }) => operation.outcome !== 'fail')
  const done = effective.filter(({ operation }) => operation.outcome === 'ok')
  const lastBegin = Math.max(...done.map(({ operation }) => operation.invokedAt))
  const last = effective.filter(({ operation }) => operation.completedAt >= lastBegin)
  return new Set([...(done.length === 0 ? [initial] : []), ...last.map(({ value }) => value)])
}

/** Whether it can only be so. */
export function mustBe(value: boolean, assertions: readonly Assertion[]): boolean {
  const ends = possibleEnds(assertions)
  return ends.size === 1 && ends.has(value)
}

/** Operations whose answers showed that it is so. */
export type Proof = Pick<Operation, 'invokedAt' | 'completedAt'>

/**
 * Since when it is known to be so without a break: the time of the first answer that showed it, when nothing that ends
 * it can have happened since what brought it about was begun.
 */
export function heldSince(assertions: readonly Assertion[], proofs: readonly Proof[]): number | undefined {
  const effective = assertions.filter(({ operation }) => operation.outcome !== 'fail')
  const ends = effective.filter(({ value }) => !value)
  const lastEnd = Math.max(Number.NEGATIVE_INFINITY, ...ends.map(({ operation }) => operation.completedAt))
  const begins = effective.filter(({ value, operation }) => value && operation.invokedAt > lastEnd)
  const earliest = Math.min(...begins.map(({ operation }) => operation.invokedAt))
  const valid = proofs.filter(({ invokedAt }) => invokedAt >= earliest)
  return valid.length === 0 ? undefined : Math.min(...valid.map(({ completedAt }) => completedAt))
}
