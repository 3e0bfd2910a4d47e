import type { FinalPost, History, Name } from '../history/index.ts'
import { type Facts, gatherFacts, isKept, isOpenTo } from './facts.ts'
import { finalSets } from './final-sets.ts'
import { mustBe } from './register.ts'
import { defineChecker, type Findings } from './verdict.ts'

/** When all is at rest, each counter says as many as there are: likes, boosts and answers of posts, posts and followers of accounts. */
export const countersConverge = defineChecker('counters converge', (history, findings) => {
  const facts = gatherFacts(history)
  for (const post of history.posts) judgePost(facts, history, { post, findings })
  for (const { who, counts, statuses, followers, following } of history.accounts) {
    const hidden = counts.statuses - statuses.length
    const isExplained = hidden > 0 && hidden <= countHiddenBoosts(facts, who)
    if (!isExplained) compare(findings, `Posts of ${who}`, counts.statuses, statuses.length)
    compare(findings, `Followers of ${who}`, counts.followers, followers.length)
    compare(findings, `Followed by ${who}`, counts.following, following.length)
  }
})

/** Boosts that may be there and whose posts the booster may not see any more: they count, and no list shows them. */
function countHiddenBoosts(facts: Facts, who: Name): number {
  return [...facts.posts.values()].filter((post) => {
    const said = facts.about(`boost ${who} ${post.op.id}`)
    return said.length > 0 && !mustBe(false, said) && !isOpenTo(facts, who, post)
  }).length
}

function compare(
  { examine, blame }: Findings,
  what: string,
  told: number,
  counted: number,
  post?: number,
): void {
  examine()
  if (told !== counted) blame(`${what}: the counter says ${told}, and there are ${counted}.`, post)
}

function judgePost(
  facts: Facts,
  { accounts }: History,
  { post, findings }: { post: FinalPost; findings: Findings },
): void {
  const { op, likes, boosts, replies, likedBy, boostedBy, server } = post
  compare(findings, `Likes of post ${op}`, likes, likedBy.length, op)
  compare(findings, `Boosts of post ${op}`, boosts, boostedBy.length, op)
  const fact = facts.posts.get(op)
  const shown = accounts.filter(({ who }) => fact && isOpenTo(facts, who, fact))
  // Who no longer sees a post that they like counts, and cannot be counted.
  const hidden = likedBy.filter((name) => !shown.some(({ who }) => who === name)).length
  const likers = shown.filter((account) => finalSets(account).liked.has(op))
  compare(findings, `Likes of post ${op}, by those who like it`, likes, likers.length + hidden, op)
  const answers = facts.answersTo(op)
  const here = answers.filter((answer) => answer.op.server === server)
  const isCertain = here.every((answer) => isKept(answer) || isSurelyGone(answer))
  // What others answer elsewhere is told to whom they tell it.
  if (!isCertain || here.length < answers.length) return
  compare(findings, `Answers to post ${op}`, replies, here.filter(isKept).length, op)
}

function isSurelyGone({
  op,
  deletes,
}: {
  op: { outcome: string }
  deletes: readonly { outcome: string }[]
}): boolean {
  return op.outcome === 'fail' || (op.outcome === 'ok' && deletes.some(({ outcome }) => outcome === 'ok'))
}
