import type { Entry, Operation } from '../history/index.ts'
import { type Facts, gatherFacts } from './facts.ts'
import { isOlder } from './home-once.ts'
import { isInWindow, type ListRead, readsBySession } from './list-reads.ts'
import { mayHaveReturned, mayHaveVanished } from './vanishing.ts'
import { defineChecker, type Findings } from './verdict.ts'

/** Entries remembered of each list: more than a page holds. */
const maxRemembered = 200

interface Remembered {
  readonly entry: Entry
  readonly read: Operation
}

/** What a session has seen of one list so far. */
interface Memory {
  /** Newest first. */
  seen: Remembered[]
  readonly gone: Map<string, Remembered>
  /** Readings that later ones may still overlap. */
  pending: ListRead[]
}

/**
 * Time does not run backwards in a session (Terry: monotonic reads): what a list has shown it shows again, unless
 * something has taken it away; and what was taken away does not come back by itself.
 */
export const monotonicReads = defineChecker('the reads of a session are monotonic', (history, findings) => {
  const facts = gatherFacts(history)
  for (const reads of readsBySession(history).values()) {
    const memories = new Map<string, Memory>()
    for (const read of reads) {
      const memory = memories.get(read.list) ?? { seen: [], gone: new Map(), pending: [] }
      memories.set(read.list, memory)
      const isBefore = (earlier: ListRead) => earlier.operation.completedAt < read.operation.invokedAt
      for (const earlier of memory.pending.filter(isBefore)) absorb(memory, earlier)
      memory.pending = memory.pending.filter((earlier) => !isBefore(earlier))
      judge(facts, findings, { memory, read })
      memory.pending.push(read)
    }
  }
})

function absorb(memory: Memory, { entries, operation }: ListRead): void {
  const ids = new Set(entries.map(({ id }) => id))
  const seen = [
    ...memory.seen.filter(({ entry }) => !ids.has(entry.id)),
    ...entries.map((entry) => ({ entry, read: operation })),
  ]
  for (const id of ids) memory.gone.delete(id)
  memory.seen = seen.sort((a, b) => (isOlder(a.entry.id, b.entry.id) ? 1 : -1)).slice(0, maxRemembered)
}

function judge(
  facts: Facts,
  { examine, blame }: Findings,
  { memory, read }: { memory: Memory; read: ListRead },
) {
  const shown = new Map(read.entries.map((entry) => [entry.id, entry]))
  const { operation, list } = read
  const left: Remembered[] = []
  for (const remembered of memory.seen) {
    const { entry } = remembered
    if (!isInWindow(read, entry.id) || shown.has(entry.id)) {
      if (shown.has(entry.id)) examine()
      left.push(remembered)
      continue
    }
    examine()
    if (!mayHaveVanished(facts, entry, read))
      blame(
        `${operation.who} saw a post in ${list} and then not any more.`,
        entry.op ?? undefined,
        remembered.read.id,
        operation.id,
      )
    memory.gone.set(entry.id, { entry, read: operation })
  }
  memory.seen = left
  for (const [id, entry] of shown) {
    const before = memory.gone.get(id)
    if (!before || before.read.completedAt >= operation.invokedAt) continue
    const authors = [facts.authorOf(entry), entry.op === null ? undefined : facts.posts.get(entry.op)?.author]
    if (!authors.some((author) => mayHaveReturned(facts, author, read)))
      blame(
        `A post in ${list} of ${operation.who} was gone and came back.`,
        entry.op ?? undefined,
        before.read.id,
        operation.id,
      )
  }
}
