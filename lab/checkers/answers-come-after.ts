import type { Entry, History, Operation } from '../history/index.ts'
import { judgeCauses } from './causes-come-first.ts'
import { type Facts, gatherFacts, type PostFact } from './facts.ts'
import { defineChecker, type Findings } from './verdict.ts'

/**
 * An answer never precedes what it answers: in no list and no thread by its place, in no stream by its time, at no home
 * by being there alone; and it always says what it answers.
 */
export const answersComeAfter = defineChecker(
  'an answer never precedes what it answers',
  (history, findings) => {
    const facts = gatherFacts(history)
    for (const read of history.operations) {
      const entries = read.result?.entries ?? []
      // Notifications stand by when somebody did something to a post, not by the posts.
      if (entries.length > 0 && read.act.kind !== 'notifications')
        judgeList(facts, findings, { read, entries })
    }
    judgeStreams(facts, findings, history)
    judgeCauses(history, findings, {
      causesOf: ({ replyTo }) => (replyTo === undefined ? [] : [replyTo]),
      because: 'sees an answer at home, but not what it answers.',
    })
  },
)

function judgeList(
  facts: Facts,
  { examine, blame }: Findings,
  { read, entries }: { read: Operation; entries: readonly Entry[] },
): void {
  // A thread tells its posts in order; all else begins with the newest.
  const isOldestFirst = read.act.kind === 'thread'
  const places = new Map(
    entries.flatMap(({ op, isBoost }, index) => (op === null || isBoost ? [] : [[op, index]])),
  )
  for (const { op, isBoost, answers } of entries) {
    const post = op === null || isBoost ? undefined : facts.posts.get(op)
    const parent = parentOf(facts, post)
    if (!post || !parent || post.op.id === parent.op.id) continue
    examine()
    if (answers === undefined && parent.deletes.length === 0)
      blame(
        `${read.who} sees an answer that does not say what it answers.`,
        parent.op.id,
        post.op.id,
        read.id,
      )
    const [own, other] = [places.get(post.op.id), places.get(parent.op.id)]
    if (own === undefined || other === undefined) continue
    if (isOldestFirst ? own < other : own > other)
      blame(`${read.who} sees an answer before what it answers.`, parent.op.id, post.op.id, read.id)
  }
}

function parentOf(facts: Facts, post: PostFact | undefined): PostFact | undefined {
  return post?.replyTo === undefined ? undefined : facts.posts.get(post.replyTo)
}

function judgeStreams(facts: Facts, { examine, blame }: Findings, { operations }: History): void {
  const streams = Map.groupBy(
    operations.filter(({ act, outcome }) => act.kind === 'hear' && outcome === 'ok'),
    ({ act, server, session }) => `${server} ${session} ${act.kind === 'hear' ? act.stream : ''}`,
  )
  for (const heard of streams.values()) {
    const times = new Map<number, Operation>()
    for (const operation of heard) {
      for (const { op } of operation.result?.entries ?? [])
        if (op !== null && !times.has(op)) times.set(op, operation)
    }
    for (const [op, operation] of times) {
      const parent = parentOf(facts, facts.posts.get(op))
      const before = parent && times.get(parent.op.id)
      if (!before) continue
      examine()
      if (before.completedAt > operation.completedAt)
        blame('A stream told of an answer before what it answers.', parent.op.id, op, operation.id, before.id)
    }
  }
}
