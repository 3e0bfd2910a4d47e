import type { AccountId } from '#domain/accounts/index.ts'
import { type PostId, type PostView, unpackQuotePolicy } from '#domain/posts/index.ts'
import type { StreamingNeeds } from './needs.ts'

export type PersonalNeeds = Pick<
  StreamingNeeds,
  'posts' | 'polls' | 'filters' | 'checkins' | 'quotes' | 'relationships'
>

/**
 * To whom a post looks different than to everybody: to its author, to those with a mark on it (who liked, keeps, boosted, voted, muted the thread) or with filters, and, of
 * a check-in that shows more to some, to its author's followers; of a post that quotes, to who hides what is quoted. Whatever else makes a look personal is named here.
 */
export async function findPersonal(
  needs: PersonalNeeds,
  views: ReadonlyMap<PostId, PostView>,
  kept: ReadonlyMap<PostId, ReadonlySet<AccountId>>,
): Promise<Map<AccountId, PostId[]>> {
  const contentId = (id: PostId) => views.get(id)?.post.boostOfId ?? id
  const readers = [...new Set([...kept.values()].flatMap((set) => [...set]))]
  const contentIds = [...new Set([...kept.keys()].map(contentId))]
  const [marks, votes, filtering, closer, quoting] = await Promise.all([
    needs.posts.findMarkers(contentIds, readers),
    needs.polls.findVoters(contentIds, readers),
    needs.filters.keepOwners(readers),
    findCloser(needs, contentIds, { views, readers }),
    findQuoting(needs, contentIds, readers),
  ])
  const marked = new Set([...marks, ...votes].map((mark) => `${mark.postId}:${mark.accountId}`))
  const personal = new Map<AccountId, PostId[]>()
  for (const [postId, set] of kept) {
    const content = contentId(postId)
    for (const accountId of set) {
      const isPersonal =
        views.get(postId)?.post.accountId === accountId ||
        filtering.has(accountId) ||
        marked.has(`${content}:${accountId}`) ||
        closer(content, accountId) ||
        quoting(content, accountId)
      if (isPersonal) personal.set(accountId, [...(personal.get(accountId) ?? []), postId])
    }
  }
  return personal
}

/** Whether a reader is a follower of somebody whose followers may do or see more with a post than strangers. */
async function findCloser(
  needs: PersonalNeeds,
  postIds: readonly PostId[],
  { views, readers }: { views: ReadonlyMap<PostId, PostView>; readers: readonly AccountId[] },
): Promise<(postId: PostId, accountId: AccountId) => boolean> {
  const checkins = await needs.checkins.findByPosts(postIds)
  const layered = new Map(
    [...checkins].flatMap(([postId, checkin]) =>
      checkin.layers ? [[postId, checkin.accountId] as const] : [],
    ),
  )
  for (const { post } of views.values()) {
    const { automatic, manual } = unpackQuotePolicy(post.quotePolicy)
    const named = [...automatic, ...manual]
    if (named.includes('followers') || named.includes('following')) layered.set(post.id, post.accountId)
  }
  if (layered.size === 0) return () => false
  const follows = await needs.relationships.filterFollowPairs(readers, [...new Set(layered.values())])
  return (postId, accountId) => {
    const authorId = layered.get(postId)
    return authorId !== undefined && (accountId === authorId || follows.has(`${accountId}:${authorId}`))
  }
}

/** Whether a reader hides whom a post quotes, or may see what strangers may not. */
async function findQuoting(
  needs: PersonalNeeds,
  postIds: readonly PostId[],
  readers: readonly AccountId[],
): Promise<(postId: PostId, accountId: AccountId) => boolean> {
  const shown = [...(await needs.quotes.findByPosts(postIds)).values()].flatMap((quote) =>
    quote.state === 'accepted' && quote.quotedId && quote.quotedAccountId
      ? [{ ...quote, quotedId: quote.quotedId, quotedAccountId: quote.quotedAccountId }]
      : [],
  )
  if (shown.length === 0) return () => false
  const [quoted, hidings] = await Promise.all([
    needs.posts.findViews(shown.map((quote) => quote.quotedId)),
    needs.relationships.findHidings(readers, [...new Set(shown.map((quote) => quote.quotedAccountId))]),
  ])
  const hiding = new Set(hidings.map((one) => `${one.viewerId}:${one.accountId}`))
  const byPost = new Map(shown.map((quote) => [quote.postId, quote]))
  return (postId, accountId) => {
    const quote = byPost.get(postId)
    if (!quote) return false
    const isGuarded = quoted.get(quote.quotedId)?.post.visibility === 'followers'
    return isGuarded || hiding.has(`${accountId}:${quote.quotedAccountId}`)
  }
}
