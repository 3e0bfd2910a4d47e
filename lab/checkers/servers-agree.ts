import type { FinalAccount, FinalPost, History, Name } from '../history/index.ts'
import { gatherFacts, isOpenTo } from './facts.ts'
import { finalSets } from './final-sets.ts'
import { defineChecker, type Findings } from './verdict.ts'

/**
 * When the network has healed and all is said, both ends of everything say the same: who follows whom, who likes and
 * boosts what, and which posts there are.
 */
export const serversAgree = defineChecker('servers agree', (history, findings) => {
  const named = new Map(history.accounts.map((account) => [account.who, account]))
  judgeFollows(history, findings, named)
  judgeReactions(history, findings, named)
  judgePosts(history, findings, named)
})

type Named = ReadonlyMap<Name, FinalAccount>

function judgeFollows({ accounts }: History, { examine, blame }: Findings, named: Named): void {
  for (const one of accounts) {
    for (const followed of one.following) {
      const other = named.get(followed)
      if (!other) continue
      examine()
      if (!other.followers.includes(one.who))
        blame(`${one.who} says that they follow ${followed}; ${other.server} does not know it.`)
    }
    for (const follower of one.followers) {
      const other = named.get(follower)
      if (!other) continue
      examine()
      if (!other.following.includes(one.who))
        blame(`${one.server} says that ${follower} follows ${one.who}; ${other.server} does not know it.`)
    }
  }
}

function judgeReactions(history: History, findings: Findings, named: Named): void {
  const facts = gatherFacts(history)
  for (const post of history.posts) {
    const fact = facts.posts.get(post.op)
    for (const account of named.values()) {
      if (!fact || !isOpenTo(facts, account.who, fact)) continue
      const likes = finalSets(account).liked.has(post.op)
      const boosts = finalSets(account).boosted.has(post.op)
      compare(findings, { post, account, what: 'like', isSo: likes, told: post.likedBy })
      compare(findings, { post, account, what: 'boost', isSo: boosts, told: post.boostedBy })
    }
  }
}

interface Comparison {
  readonly post: FinalPost
  readonly account: FinalAccount
  readonly what: string
  readonly isSo: boolean
  readonly told: readonly Name[]
}

function compare({ examine, blame }: Findings, { post, account, what, isSo, told }: Comparison): void {
  const isTold = told.includes(account.who)
  if (!isSo && !isTold) return
  examine()
  if (isSo !== isTold)
    blame(
      `${account.server} says that ${account.who} ${isSo ? 'does' : 'does not'} ${what} post ${post.op}, and ${post.server} the opposite.`,
      post.op,
    )
}

/** What is shown anywhere is among the posts of its author. */
function judgePosts(history: History, { examine, blame }: Findings, named: Named): void {
  const facts = gatherFacts(history)
  for (const { who, home, likes } of named.values()) {
    for (const { op } of [...home, ...likes]) {
      const author = op === null ? undefined : facts.posts.get(op)?.author
      const account = author && named.get(author)
      if (op === null || !account) continue
      examine()
      if (!finalSets(account).own.has(op)) blame(`${who} is shown a post that ${author} does not have.`, op)
    }
  }
}
