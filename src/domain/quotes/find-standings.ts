import type { AccountId } from '#domain/accounts/index.ts'
import { type Post, type PostId, type QuoteGroup, unpackQuotePolicy } from '#domain/posts/index.ts'
import type { QuotesInside } from './needs.ts'
import type { QuoteStanding } from './quote.ts'

/**
 * Whether an account may quote each of these posts. Who is nobody stands as a stranger does. At most two queries, and
 * only where a policy depends on follows.
 */
export const findStandings =
  (needs: Pick<QuotesInside, 'relationships'>) =>
  async (
    accountId: AccountId | undefined,
    posts: readonly Post[],
  ): Promise<ReadonlyMap<PostId, QuoteStanding>> => {
    const standings = new Map(posts.map((post) => [post.id, standingOf(post, accountId, nobody)]))
    if (accountId === undefined) return standings
    const undecided = posts.filter(
      (post) => standingOf(post, accountId, everybody) !== standings.get(post.id),
    )
    if (undecided.length === 0) return standings
    const authorIds = [...new Set(undecided.map((post) => post.accountId))]
    const isBacked = undecided.some((post) => named(post).includes('following'))
    const [followed, backed] = await Promise.all([
      needs.relationships.filterFollowed(accountId, authorIds),
      isBacked ? needs.relationships.filterFollowPairs(authorIds, [accountId]) : new Set<string>(),
    ])
    for (const post of undecided) {
      const follows = followed.has(post.accountId)
      const isFollowed = backed.has(`${post.accountId}:${accountId}`)
      standings.set(post.id, standingOf(post, accountId, { follows, isFollowed }))
    }
    return standings
  }

interface Bonds {
  readonly follows: boolean
  /** By the author. */
  readonly isFollowed: boolean
}

const nobody: Bonds = { follows: false, isFollowed: false }
const everybody: Bonds = { follows: true, isFollowed: true }

/** The one rule of who may quote what. */
function standingOf(post: Post, accountId: AccountId | undefined, bonds: Bonds): QuoteStanding {
  if (post.boostOfId || post.visibility === 'direct') return 'denied'
  if (post.accountId === accountId) return 'automatic'
  if (post.visibility === 'followers') return 'denied'
  const { automatic, manual } = unpackQuotePolicy(post.quotePolicy)
  if (isAmong(automatic, bonds)) return 'automatic'
  if (isAmong(manual, bonds)) return 'manual'
  return named(post).includes('unknown') ? 'unknown' : 'denied'
}

function isAmong(groups: readonly QuoteGroup[], bonds: Bonds): boolean {
  if (groups.includes('public')) return true
  return (groups.includes('followers') && bonds.follows) || (groups.includes('following') && bonds.isFollowed)
}

function named(post: Post): QuoteGroup[] {
  const { automatic, manual } = unpackQuotePolicy(post.quotePolicy)
  return [...automatic, ...manual]
}
