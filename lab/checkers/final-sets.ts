import type { FinalAccount, OperationId } from '../history/index.ts'

/** Which posts stand in the lists of an account. */
export interface FinalSets {
  readonly own: ReadonlySet<OperationId>
  readonly boosted: ReadonlySet<OperationId>
  readonly liked: ReadonlySet<OperationId>
}

const gathered = new WeakMap<FinalAccount, FinalSets>()

/** Once for each account. */
export function finalSets(account: FinalAccount): FinalSets {
  const known = gathered.get(account)
  if (known) return known
  const sets = {
    own: new Set(account.statuses.flatMap(({ op, isBoost }) => (isBoost ? [] : (op ?? [])))),
    boosted: new Set(account.statuses.flatMap(({ op, isBoost }) => (isBoost ? (op ?? []) : []))),
    liked: new Set(account.likes.flatMap(({ op }) => op ?? [])),
  }
  gathered.set(account, sets)
  return sets
}
