import type { History, Name, Operation } from '../history/index.ts'
import { type Facts, gatherFacts, type PostFact } from './facts.ts'
import { isOlder } from './home-once.ts'
import { isInWindow, type ListRead, toListRead } from './list-reads.ts'
import type { Assertion } from './register.ts'
import { defineChecker, type Findings } from './verdict.ts'

/**
 * Whoever has written sees it from then on, in the same session (Terry: read your writes): own posts at home, among the
 * own and by their address; own deletions everywhere; own likes and boosts on the post; own follows and blocks in the
 * relation, and nobody blocked in any list.
 */
export const readYourWrites = defineChecker('a session reads its own writes', (history, findings) => {
  const facts = gatherFacts(history)
  for (const session of sessionsOf(history)) {
    const own = ownPosts(facts, session)
    for (const read of session) {
      const list = toListRead(read)
      if (list) {
        judgeOwnPosts(findings, own, list)
        judgeGone(facts, findings, list)
      }
      if (read.act.kind === 'look') judgeMarks(facts, findings, read)
      if (read.act.kind === 'relation') judgeRelation(facts, findings, read)
    }
  }
})

function sessionsOf({ operations }: History): Operation[][] {
  const sessions = Map.groupBy(
    operations.filter(({ outcome }) => outcome === 'ok'),
    ({ server, session }) => `${server} ${session}`,
  )
  return [...sessions.values()]
}

/** Newest first. */
function ownPosts(facts: Facts, session: readonly Operation[]): PostFact[] {
  return session
    .flatMap(({ id, result }) => (result?.id === undefined ? [] : (facts.posts.get(id) ?? [])))
    .sort((a, b) => (isOlder(idOf(a), idOf(b)) ? 1 : -1))
}

function idOf({ op }: PostFact): string {
  return op.result?.id ?? ''
}

function judgeOwnPosts({ examine, blame }: Findings, own: readonly PostFact[], read: ListRead): void {
  const { operation, entries } = read
  const { act, invokedAt, completedAt, who } = operation
  const shown = new Set(entries.flatMap(({ op, isBoost }) => (isBoost ? [] : (op ?? []))))
  for (const post of own) {
    if (!isInWindow(read, idOf(post))) break
    if (!isListed(post, operation) || post.op.completedAt >= invokedAt) continue
    if (post.deletes.some((deletion) => deletion.invokedAt <= completedAt)) continue
    examine()
    const where = act.kind === 'list' ? act.list : 'its address'
    if (!shown.has(post.op.id)) blame(`${who} does not see an own post: ${where}.`, post.op.id, operation.id)
  }
}

/** Whether an own post belongs to what is read. Public lists promise nothing to anyone at once but their author. */
function isListed({ op, replyTo }: PostFact, { act, who }: Operation): boolean {
  if (act.kind === 'look') return act.post === op.id
  if (act.kind !== 'list') return false
  if (act.list === 'home') return true
  if (act.list === 'posts of') return act.whom === who
  return op.act.kind === 'post' && op.act.visibility === 'public' && replyTo === undefined
}

/** What the session has deleted, and whom it has blocked, is shown no more. */
function judgeGone(facts: Facts, { examine, blame }: Findings, { operation, entries }: ListRead): void {
  for (const entry of entries) {
    const post = entry.op === null ? undefined : facts.posts.get(entry.op)
    if (!post) continue
    examine()
    const deletion = post.deletes.find((one) => one.outcome === 'ok' && isEarlier(one, operation))
    if (deletion)
      blame(`${operation.who} sees a post that they have deleted.`, post.op.id, deletion.id, operation.id)
    for (const author of new Set<Name | undefined>([post.author, facts.authorOf(entry)])) {
      const block = lastWord(facts.about(`block ${operation.who} ${author}`), operation)
      if (block?.value === true)
        blame(
          `${operation.who} sees a post of ${author}, whom they have blocked.`,
          ...block.operations,
          operation.id,
        )
    }
  }
}

function judgeMarks(facts: Facts, { examine, blame }: Findings, read: Operation): void {
  const entry = read.result?.entries?.[0]
  if (read.act.kind !== 'look' || !entry?.own) return
  for (const [kind, isSo] of [
    ['like', entry.own[0]],
    ['boost', entry.own[1]],
  ] as const) {
    const said = lastWord(facts.about(`${kind} ${read.who} ${read.act.post}`), read)
    if (!said) continue
    examine()
    if (said.value !== isSo)
      blame(`${read.who} does not see an own ${kind}, or its end.`, ...said.operations, read.id)
  }
}

function judgeRelation(facts: Facts, { examine, blame }: Findings, read: Operation): void {
  const relation = read.result?.relation
  if (read.act.kind !== 'relation' || !relation) return
  for (const [kind, isSo] of [
    ['follow', relation.following || relation.requested],
    ['block', relation.blocking],
  ] as const) {
    const said = lastWord(facts.about(`${kind} ${read.who} ${read.act.whom}`), read)
    if (!said) continue
    examine()
    if (said.value !== isSo)
      blame(`${read.who} does not see an own ${kind}, or its end.`, ...said.operations, read.id)
  }
}

function isEarlier(write: Operation, read: Operation): boolean {
  return write.session === read.session && write.server === read.server && write.completedAt < read.invokedAt
}

/**
 * What a reading must show of something that its session has written: undefined when the session has not, or when
 * another write, of whomever, may have come after.
 */
function lastWord(
  assertions: readonly Assertion[],
  read: Operation,
): { value: boolean; operations: number[] } | undefined {
  const own = assertions.filter(({ operation }) => operation.outcome === 'ok' && isEarlier(operation, read))
  if (own.length === 0) return undefined
  const lastBegin = Math.max(...own.map(({ operation }) => operation.invokedAt))
  const candidates = assertions.filter(
    ({ operation }) =>
      operation.outcome !== 'fail' &&
      operation.completedAt >= lastBegin &&
      operation.invokedAt <= read.completedAt,
  )
  const values = new Set(candidates.map(({ value }) => value))
  const [value] = values
  if (values.size !== 1 || value === undefined) return undefined
  return { value, operations: candidates.map(({ operation }) => operation.id) }
}
