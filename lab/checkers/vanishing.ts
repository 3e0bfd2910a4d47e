import type { Entry, Name } from '../history/index.ts'
import type { Facts } from './facts.ts'
import type { ListRead } from './list-reads.ts'

/**
 * Whether an entry may be missing from a reading although it was there before: something that takes it away may have
 * been done until the reading ended.
 */
export function mayHaveVanished(facts: Facts, entry: Entry, { operation, list }: ListRead): boolean {
  const { who, completedAt } = operation
  const isBegun = ({ outcome, invokedAt }: { outcome: string; invokedAt: number }) =>
    outcome !== 'fail' && invokedAt <= completedAt
  const post = entry.op === null ? undefined : facts.posts.get(entry.op)
  // Of what the lab has not made it does not know when it goes.
  if (!post || post.deletes.some(isBegun)) return true
  const isUndone = (key: string, value: boolean) =>
    facts.about(key).some((assertion) => assertion.value === value && isBegun(assertion.operation))
  const shownBy = facts.authorOf(entry)
  // What is for followers goes with the follow, wherever it stands.
  const isForFollowers = post.op.act.kind === 'post' && post.op.act.visibility === 'private'
  if (entry.isBoost && isUndone(`boost ${shownBy} ${entry.op}`, false)) return true
  return [post.author, shownBy].some(
    (author) =>
      author !== undefined &&
      (isUndone(`block ${who} ${author}`, true) ||
        isUndone(`block ${author} ${who}`, true) ||
        ((list === 'home' || isForFollowers) && isUndone(`follow ${who} ${author}`, false))),
  )
}

/** Whether something that brings an author's posts back to a viewer may have been done until a reading ended. */
export function mayHaveReturned(facts: Facts, author: Name | undefined, { operation }: ListRead): boolean {
  const { who, completedAt } = operation
  return [
    ['follow', who, author, true],
    ['block', who, author, false],
    ['block', author, who, false],
  ].some(([kind, one, other, value]) =>
    facts
      .about(`${kind} ${one} ${other}`)
      .some(
        (assertion) =>
          assertion.value === value &&
          assertion.operation.outcome !== 'fail' &&
          assertion.operation.invokedAt <= completedAt,
      ),
  )
}
