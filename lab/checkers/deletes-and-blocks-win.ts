import type { Entry, FinalAccount, History, Name } from '../history/index.ts'
import { type Facts, gatherFacts, operationsOf, partsOf } from './facts.ts'
import { mustBe } from './register.ts'
import { defineChecker, type Findings } from './verdict.ts'

/** What was deleted is nowhere in the end, and who was blocked and who blocked see nothing of each other. */
export const deletesAndBlocksWin = defineChecker('deletes and blocks win', (history, findings) => {
  const facts = gatherFacts(history)
  judgeDeletes(history, facts, findings)
  judgeBlocks(history, facts, findings)
})

function judgeDeletes({ accounts, posts }: History, facts: Facts, { examine, blame }: Findings): void {
  const deletedBy = new Map(
    [...facts.posts.values()].flatMap(({ op, deletes }) => {
      const done = deletes.find(({ outcome }) => outcome === 'ok')
      return done ? [[op.id, done.id] as const] : []
    }),
  )
  const places: (readonly [string, readonly Entry[]])[] = [
    ...accounts.flatMap((account): (readonly [string, readonly Entry[]])[] => [
      [`among the posts of ${account.who}`, account.statuses],
      [`in the home of ${account.who}`, account.home],
      [`among the likes of ${account.who}`, account.likes],
    ]),
    ...posts.map(({ op, below }) => [`below post ${op}`, below] as const),
  ]
  for (const [where, entries] of places) {
    const shown = new Set(entries.map(({ op }) => op))
    for (const [post, deletion] of deletedBy) {
      examine()
      if (shown.has(post)) blame(`A deleted post is still ${where}.`, post, deletion)
    }
  }
}

function judgeBlocks({ accounts }: History, facts: Facts, { examine, blame }: Findings): void {
  const named = new Map(accounts.map((account) => [account.who, account]))
  for (const [key, assertions] of facts.assertions) {
    const { kind, who, target } = partsOf(key)
    if (kind !== 'block' || !mustBe(true, assertions)) continue
    const pair = [who, target as Name] as const
    for (const [viewer, other] of [pair, pair.toReversed() as [Name, Name]]) {
      const account = named.get(viewer)
      if (!account) continue
      examine()
      const sign = findSign(facts, account, other)
      if (sign) blame(`${who} has blocked ${target}, but ${viewer} ${sign}.`, ...operationsOf(assertions))
    }
  }
}

function findSign(facts: Facts, account: FinalAccount, other: Name): string | undefined {
  if (account.following.includes(other)) return `follows ${other}`
  if (account.followers.includes(other)) return `is followed by ${other}`
  const isOthers = (entry: Entry) =>
    facts.authorOf(entry) === other || (entry.op !== null && facts.posts.get(entry.op)?.author === other)
  return account.home.some(isOthers) ? `sees ${other} at home` : undefined
}
