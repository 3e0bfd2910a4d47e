import type { History, Operation, OperationId } from '../history/index.ts'
import { judgeCauses } from './causes-come-first.ts'
import { defineChecker } from './verdict.ts'

/** So many of the latest posts that somebody saw before they wrote are looked for: all would be everything before. */
const maxCauses = 20

/**
 * Who sees what somebody wrote sees what they had read or written before it (Terry: writes follow reads, monotonic
 * writes), at homes where both belong.
 */
export const writesFollowReads = defineChecker('writes follow reads', (history, findings) => {
  const causes = gatherCauses(history)
  judgeCauses(history, findings, {
    causesOf: ({ op }) => causes.get(op.id) ?? [],
    because: 'sees a post, but not what its author had seen before.',
  })
})

/** For each post, what its session had seen when it was asked for, the latest first. */
function gatherCauses({ operations }: History): Map<OperationId, OperationId[]> {
  const causes = new Map<OperationId, OperationId[]>()
  const sessions = Map.groupBy(operations, ({ server, session }) => `${server} ${session}`)
  for (const session of sessions.values()) {
    const begun = session.filter(({ act }) => act.kind === 'post')
    const ended = session
      .filter(({ outcome }) => outcome === 'ok')
      .sort((a, b) => a.completedAt - b.completedAt)
    let seen: OperationId[] = []
    let next = 0
    for (const post of begun) {
      for (let one = ended[next]; one && one.completedAt < post.invokedAt; one = ended[++next]) {
        const fresh = seenBy(one)
        if (fresh.length > 0) seen = [...new Set([...fresh, ...seen])].slice(0, maxCauses)
      }
      causes.set(post.id, seen)
    }
  }
  return causes
}

function seenBy({ id, act, result }: Operation): OperationId[] {
  if (act.kind === 'post') return [id]
  return (result?.entries ?? []).flatMap(({ op, isBoost }) => (isBoost ? [] : (op ?? [])))
}
