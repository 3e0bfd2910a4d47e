import { type Account, type AccountId, isActive } from '#domain/accounts/index.ts'
import type { Post } from './post.ts'

/** What the decision rests on, gathered for a whole list at once. */
export interface SightFacts {
  /** undefined: nobody is signed in. */
  readonly viewerId: AccountId | undefined
  readonly authors: ReadonlyMap<AccountId, Account>
  /** Authors that the viewer follows, accepted. */
  readonly followed: ReadonlySet<AccountId>
  /** Posts that mention the viewer. */
  readonly mentioning: ReadonlySet<string>
  /** Accounts with a block between them and the viewer. */
  readonly blocked: ReadonlySet<string>
}

/**
 * The one rule of who may see a post (R13), for every door. A post that may not be seen does not exist.
 * A boost is judged by its booster here, and by what it boosts in turn.
 */
export function maySee(post: Post, facts: SightFacts): boolean {
  const author = facts.authors.get(post.accountId)
  if (!author || !isActive(author)) return false
  if (post.accountId === facts.viewerId) return true
  if (facts.blocked.has(post.accountId)) return false
  switch (post.visibility) {
    case 'public':
    case 'unlisted':
      return true
    case 'followers':
      return facts.followed.has(post.accountId) || facts.mentioning.has(post.id)
    case 'direct':
      return facts.mentioning.has(post.id)
  }
}

/** Whether a post may be boosted: what strangers may not see must not reach strangers. */
export function mayBoost(post: Post, boosterId: AccountId): boolean {
  if (post.visibility === 'public' || post.visibility === 'unlisted') return true
  return post.visibility === 'followers' && post.accountId === boosterId
}
