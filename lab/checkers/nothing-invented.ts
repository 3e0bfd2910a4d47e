import type { Entry, History, Operation, OperationId } from '../history/index.ts'
import { type Facts, gatherFacts, operationsOf, partsOf } from './facts.ts'
import { isSeen } from './nothing-lost.ts'
import { mustBe } from './register.ts'
import { defineChecker, type Findings } from './verdict.ts'

/**
 * Nothing is there that nobody has done: no post that was refused, was never asked for, was read before it was asked
 * for, or is there twice; no follow, block, like or boost that was taken back or never made.
 */
export const nothingInvented = defineChecker('nothing is invented', (history, findings) => {
  const facts = gatherFacts(history)
  const seen = new Map<string, { id: string; reader: OperationId | undefined }>()
  for (const { entry, server, reader } of listEntries(history)) {
    findings.examine()
    judgeEntry(facts, findings, { entry, reader })
    if (entry.op === null || entry.isBoost) continue
    const key = `${server} ${entry.op}`
    const before = seen.get(key)
    if (before === undefined) seen.set(key, { id: entry.id, reader: reader?.id })
    else if (before.id !== entry.id) {
      findings.blame(`One post is there twice on ${server}.`, entry.op, before.reader, reader?.id)
    }
  }
  judgeRelations(history, facts, findings)
})

interface Sighting {
  readonly entry: Entry
  readonly server: string
  /** Undefined in the final reads. */
  readonly reader: Operation | undefined
}

function* listEntries({ operations, accounts, posts }: History): Generator<Sighting> {
  for (const reader of operations) {
    for (const entry of reader.result?.entries ?? []) yield { entry, server: reader.server, reader }
  }
  for (const { server, statuses, home, likes } of accounts) {
    for (const entry of [...statuses, ...home, ...likes]) yield { entry, server, reader: undefined }
  }
  for (const { server, below } of posts) {
    for (const entry of below) yield { entry, server, reader: undefined }
  }
}

function judgeEntry(
  facts: Facts,
  { blame }: Findings,
  { entry, reader }: Pick<Sighting, 'entry' | 'reader'>,
): void {
  if (entry.op === null) {
    if (entry.by) blame(`${entry.by} is shown with a post that nobody has written: ${entry.id}.`, reader?.id)
    return
  }
  const post = facts.posts.get(entry.op)
  if (!post) blame(`A post is shown that was never asked for: ${entry.id}.`, reader?.id)
  else if (post.op.outcome === 'fail') blame('A post is shown that was refused.', post.op.id, reader?.id)
  else if (reader && reader.completedAt < post.op.invokedAt)
    blame('A post was read before it was asked for.', post.op.id, reader.id)
}

function judgeRelations({ accounts }: History, facts: Facts, { examine, blame }: Findings): void {
  const named = new Map(accounts.map((account) => [account.who, account]))
  for (const [key, assertions] of facts.assertions) {
    const { kind, who, target } = partsOf(key)
    const account = named.get(who)
    if (!account || !mustBe(false, assertions)) continue
    examine()
    if (isSeen(account, kind, target))
      blame(`What was taken back or never made holds: ${key}.`, ...operationsOf(assertions))
  }
  for (const account of accounts) {
    const told = [
      ...account.following.map((name) => `follow ${account.who} ${name}`),
      ...account.blocking.map((name) => `block ${account.who} ${name}`),
      ...account.likes.flatMap(({ op }) => (op === null ? [] : [`like ${account.who} ${op}`])),
      ...account.statuses.flatMap(({ op, isBoost }) =>
        op !== null && isBoost ? [`boost ${account.who} ${op}`] : [],
      ),
    ]
    for (const key of told) {
      examine()
      if (facts.about(key).length === 0) blame(`Nobody has asked for this: ${key}.`)
    }
  }
}
