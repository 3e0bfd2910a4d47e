import type { Entry, FinalAccount, Name } from '../history/index.ts'
import { type Facts, gatherFacts, isKept, type PostFact } from './facts.ts'
import { mustBe } from './register.ts'
import { defineChecker, type Findings } from './verdict.ts'

/** A home keeps so many (docs/develop/reads.md): what is older than its oldest may be gone. */
const homeLength = 800

/**
 * The home of each follower holds each post of whom they follow exactly once: whatever was published while the follow
 * was known to hold. And it holds nothing of those who are followed no more.
 */
export const homeOnce = defineChecker('a home holds each post exactly once', (history, findings) => {
  const facts = gatherFacts(history)
  for (const account of history.accounts) {
    const counts = countEntries(account, findings)
    for (const post of facts.posts.values()) {
      if (!isKept(post) || !belongsAtHome(facts, account.who, post)) continue
      findings.examine()
      if (!counts.has(post.op.id) && !isCutOff(account, post))
        findings.blame(`The home of ${account.who} lacks a post.`, post.op.id)
    }
    for (const entry of account.home) {
      const author = facts.authorOf(entry)
      if (author === undefined || author === account.who) continue
      findings.examine()
      if (mustBe(false, facts.about(`follow ${account.who} ${author}`)))
        findings.blame(
          `The home of ${account.who} holds a post of ${author}, who is not followed.`,
          entry.op ?? undefined,
        )
    }
  }
})

/** @returns which posts are there, themselves or boosted */
function countEntries({ who, home }: FinalAccount, { blame }: Findings): ReadonlySet<number> {
  const ids = new Set<string>()
  const things = new Set<string>()
  for (const entry of home) {
    if (ids.has(entry.id)) blame(`The home of ${who} holds ${entry.id} twice.`, entry.op ?? undefined)
    else if (entry.op !== null && things.has(thingOf(entry)))
      blame(`The home of ${who} holds one post twice.`, entry.op)
    ids.add(entry.id)
    things.add(thingOf(entry))
  }
  return new Set(home.flatMap(({ op }) => op ?? []))
}

function thingOf({ op, isBoost, by }: Entry): string {
  return isBoost ? `${op} by ${by}` : `${op}`
}

/** Whether a post goes to somebody's home, by all that is known for certain. */
export function belongsAtHome(facts: Facts, who: Name, post: PostFact): boolean {
  if (post.author === who) return true
  return isFollowedBefore(facts, who, post.author, post) && isAnswerForFollowers(facts, who, post)
}

function isFollowedBefore(facts: Facts, who: Name, author: Name, { op }: PostFact): boolean {
  const since = facts.followedSince(who, author)
  return since !== undefined && since < op.invokedAt
}

/** An answer goes to those who follow, or are, whom it answers. */
function isAnswerForFollowers(facts: Facts, who: Name, post: PostFact): boolean {
  if (post.replyTo === undefined) return true
  const parent = facts.posts.get(post.replyTo)
  if (!parent || !isKept(parent)) return false
  return (
    parent.author === post.author ||
    parent.author === who ||
    isFollowedBefore(facts, who, parent.author, post)
  )
}

function isCutOff({ home, server }: FinalAccount, { op }: PostFact): boolean {
  if (home.length < homeLength) return false
  const oldest = home.at(-1)?.id ?? '0'
  // Ids of another server's posts are not known here.
  return op.server !== server || op.result?.id === undefined || isOlder(op.result.id, oldest)
}

/** Ids are decimal numbers, and grow with time. */
export function isOlder(id: string, than: string): boolean {
  return id.length === than.length ? id < than : id.length < than.length
}
