import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId, PostView } from '#domain/posts/index.ts'
import type { StreamingNeeds } from './needs.ts'

export type PersonalNeeds = Pick<StreamingNeeds, 'posts' | 'filters' | 'checkins' | 'relationships'>

/**
 * To whom a post looks different than to everybody: to its author, to those with a mark on it or with filters, and, of
 * a check-in that shows more to some, to its author's followers. Whatever else makes a look personal is named here.
 */
export async function findPersonal(
  needs: PersonalNeeds,
  views: ReadonlyMap<PostId, PostView>,
  kept: ReadonlyMap<PostId, ReadonlySet<AccountId>>,
): Promise<Map<AccountId, PostId[]>> {
  const contentId = (id: PostId) => views.get(id)?.post.boostOfId ?? id
  const readers = [...new Set([...kept.values()].flatMap((set) => [...set]))]
  const contentIds = [...new Set([...kept.keys()].map(contentId))]
  const [marks, filtering, closer] = await Promise.all([
    needs.posts.findMarkers(contentIds, readers),
    needs.filters.keepOwners(readers),
    findCloser(needs, contentIds, readers),
  ])
  const marked = new Set(marks.map((mark) => `${mark.postId}:${mark.accountId}`))
  const personal = new Map<AccountId, PostId[]>()
  for (const [postId, set] of kept) {
    const content = contentId(postId)
    for (const accountId of set) {
      const isPersonal =
        views.get(postId)?.post.accountId === accountId ||
        filtering.has(accountId) ||
        marked.has(`${content}:${accountId}`) ||
        closer(content, accountId)
      if (isPersonal) personal.set(accountId, [...(personal.get(accountId) ?? []), postId])
    }
  }
  return personal
}

/** Whether a reader may be in a circle that is shown more than strangers are. */
async function findCloser(
  needs: PersonalNeeds,
  postIds: readonly PostId[],
  readers: readonly AccountId[],
): Promise<(postId: PostId, accountId: AccountId) => boolean> {
  const checkins = await needs.checkins.findByPosts(postIds)
  const layered = new Map(
    [...checkins].flatMap(([postId, checkin]) =>
      checkin.layers ? [[postId, checkin.accountId] as const] : [],
    ),
  )
  if (layered.size === 0) return () => false
  const follows = await needs.relationships.filterFollowPairs(readers, [...new Set(layered.values())])
  return (postId, accountId) => {
    const authorId = layered.get(postId)
    return authorId !== undefined && (accountId === authorId || follows.has(`${accountId}:${authorId}`))
  }
}
