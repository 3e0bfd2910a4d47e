import type { FinalAccount, OperationId } from '../history/index.ts'
import { type Facts, gatherFacts, isKept, isOpenTo, operationsOf, partsOf } from './facts.ts'
import { finalSets } from './final-sets.ts'
import { mustBe } from './register.ts'
import { defineChecker } from './verdict.ts'

/** What was answered with success is there in the end: posts, check-ins with their place, follows, likes, boosts. */
export const nothingLost = defineChecker('nothing acknowledged is lost', (history, { examine, blame }) => {
  const facts = gatherFacts(history)
  const accounts = new Map(history.accounts.map((account) => [account.who, account]))
  for (const post of facts.posts.values()) {
    const account = accounts.get(post.author)
    if (!account || !isKept(post)) continue
    examine()
    const found = account.statuses.find(({ op, isBoost }) => op === post.op.id && !isBoost)
    if (!found) blame(`A post of ${post.author} is not among their posts.`, post.op.id)
    else if (post.place !== undefined && found.place !== post.place)
      blame(`A check-in of ${post.author} has lost its place.`, post.op.id)
  }
  for (const [key, assertions] of facts.assertions) {
    const { kind, who, target } = partsOf(key)
    const account = accounts.get(who)
    if (!account || !mustBe(true, assertions) || !isStillThere(facts, who, { kind, target })) continue
    examine()
    if (!isSeen(account, kind, target))
      blame(`What was answered does not hold: ${key}.`, ...operationsOf(assertions))
  }
})

/** A like or a boost goes with its post, and when one of the two has blocked the other. */
function isStillThere(
  facts: Facts,
  who: string,
  { kind, target }: { kind: string; target: string },
): boolean {
  if (kind === 'follow' || kind === 'block') return true
  const post = facts.posts.get(Number(target))
  return post !== undefined && isKept(post) && isOpenTo(facts, who as FinalAccount['who'], post)
}

/** Whether an account's final reads show a follow, block, like or boost. */
export function isSeen(account: FinalAccount, kind: string, target: string): boolean {
  const post: OperationId = Number(target)
  switch (kind) {
    case 'follow':
      return account.following.some((name) => name === target)
    case 'block':
      return account.blocking.some((name) => name === target)
    case 'like':
      return finalSets(account).liked.has(post)
    default:
      return finalSets(account).boosted.has(post)
  }
}
