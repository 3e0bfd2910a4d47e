import type { History, Name, Operation, OperationId } from '../history/index.ts'
import { type Facts, gatherFacts, type PostFact } from './facts.ts'
import { belongsAtHome } from './home-once.ts'
import { isInWindow, type ListRead, toListRead } from './list-reads.ts'
import type { Findings } from './verdict.ts'

/**
 * Looks at each home when it first shows a post: whether it shows what came before that post, as far as both belong
 * there. On one server, because other servers hear of two authors in two ways. Own posts are not asked: they stand at home
 * at once, while what others wrote arrives (docs/use/consistency.md).
 * @param causesOf posts that came before a post, on its server
 */
export function judgeCauses(
  history: History,
  { examine, blame }: Findings,
  { causesOf, because }: { causesOf: (post: PostFact) => readonly OperationId[]; because: string },
): void {
  const facts = gatherFacts(history)
  const known = new Map<Name, Set<OperationId>>()
  for (const read of listHomes(history)) {
    const { who, server } = read.operation
    const before = known.get(who) ?? new Set()
    known.set(who, before)
    const shown = new Set(read.entries.flatMap(({ op }) => op ?? []))
    for (const { op, isBoost } of read.entries) {
      if (op === null || isBoost || before.has(op)) continue
      before.add(op)
      const effect = facts.posts.get(op)
      if (!effect || effect.op.server !== server || effect.author === who) continue
      for (const cause of causesOf(effect)) {
        if (!isExpected(facts, cause, read)) continue
        examine()
        if (!shown.has(cause)) blame(`${who} ${because}`, cause, op, read.operation.id)
      }
    }
  }
}

function listHomes({ operations }: History): ListRead[] {
  return operations.flatMap((operation) => {
    const isHome = operation.act.kind === 'list' && operation.act.list === 'home'
    return (isHome && toListRead(operation)) || []
  })
}

function isExpected(facts: Facts, cause: OperationId, read: ListRead): boolean {
  const { who, server, completedAt } = read.operation
  const post = facts.posts.get(cause)
  const id = post?.op.result?.id
  if (!post || id === undefined || post.op.server !== server || !isInWindow(read, id)) return false
  return !post.deletes.some(isBegunBy(completedAt)) && belongsAtHome(facts, who, post)
}

function isBegunBy(time: number): (operation: Operation) => boolean {
  return ({ invokedAt }) => invokedAt <= time
}
