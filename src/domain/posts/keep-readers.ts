import type { AccountId } from '#domain/accounts/index.ts'
import { findViews } from './find-posts.ts'
import { maySee } from './may-see.ts'
import type { PostsInside } from './needs.ts'
import type { PostId, PostView } from './post.ts'

export interface KeptReaders {
  readonly readers: ReadonlyMap<PostId, ReadonlySet<AccountId>>
  /** Of the posts asked for that are there, and of what they boost. */
  readonly views: ReadonlyMap<PostId, PostView>
}

/**
 * `keepVisible` turned round, for one post and many eyes: of those who ask for each post, who may see it. The same
 * rule decides; what it rests on is gathered for all at once, in a constant number of queries.
 */
export const keepReaders =
  (needs: Pick<PostsInside, 'db' | 'accounts' | 'relationships' | 'media' | 'views'>) =>
  async (asked: ReadonlyMap<PostId, ReadonlySet<AccountId>>): Promise<KeptReaders> => {
    const views = await findWithBoosted(needs, [...asked.keys()])
    const posts = [...views.values()].map((view) => view.post)
    const viewers = [...new Set([...asked.values()].flatMap((set) => [...set]))]
    const authorIds = [...new Set(posts.map((post) => post.accountId))]
    const guarded = posts.filter((post) => post.visibility === 'followers')
    const [authors, follows, hidings] = await Promise.all([
      needs.accounts.findAccounts(authorIds),
      needs.relationships.filterFollowPairs(viewers, [...new Set(guarded.map((post) => post.accountId))]),
      needs.relationships.findHidings(viewers, authorIds),
    ])
    const blocks = Map.groupBy(
      hidings.filter((one) => one.by === 'block'),
      (one) => one.viewerId,
    )
    const mentions = new Map([...views].map(([id, view]) => [id, view.mentions.map((one) => one.accountId)]))
    const mayOneSee = (viewerId: AccountId, view: PostView): boolean =>
      maySee(view.post, {
        viewerId,
        authors,
        followed: follows.has(`${viewerId}:${view.post.accountId}`)
          ? new Set([view.post.accountId])
          : new Set(),
        mentioning: mentions.get(view.post.id)?.includes(viewerId) ? new Set([view.post.id]) : new Set(),
        blocked: new Set(blocks.get(viewerId)?.map((one) => one.accountId)),
      })
    const readers = new Map<PostId, Set<AccountId>>()
    for (const [id, set] of asked) {
      const view = views.get(id)
      const boosted = view?.post.boostOfId ? views.get(view.post.boostOfId) : undefined
      if (!view || (view.post.boostOfId && !boosted)) continue
      const all = boosted ? [view, boosted] : [view]
      readers.set(id, new Set([...set].filter((viewer) => all.every((one) => mayOneSee(viewer, one)))))
    }
    return { readers, views }
  }

async function findWithBoosted(
  needs: Pick<PostsInside, 'accounts' | 'db' | 'media' | 'views'>,
  ids: readonly PostId[],
): Promise<Map<PostId, PostView>> {
  const listed = await findViews(needs, ids)
  const boostedIds = [...listed.values()].flatMap(({ post }) => (post.boostOfId ? [post.boostOfId] : []))
  return new Map([...listed, ...(await findViews(needs, boostedIds))])
}
