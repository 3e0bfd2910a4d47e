import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { TimelinesNeeds } from './needs.ts'

/** Posts, each with the accounts that ask for it. */
export type Readers = ReadonlyMap<PostId, ReadonlySet<AccountId>>

/**
 * The hide step turned round, for streams: of those who would read each post, who may see it and hides neither its
 * author nor whom it boosts. A constant number of queries for any number of posts and readers.
 */
export async function keepReaders(
  needs: Pick<TimelinesNeeds, 'posts' | 'relationships'>,
  asked: Readers,
): Promise<Map<PostId, Set<AccountId>>> {
  const { readers, views } = await needs.posts.keepReaders(asked)
  const authorsOf = (id: PostId) => {
    const post = views.get(id)?.post
    const boosted = post?.boostOfId ? views.get(post.boostOfId)?.post : undefined
    return [post, boosted].flatMap((one) => (one ? [one.accountId] : []))
  }
  const viewers = new Set([...readers.values()].flatMap((set) => [...set]))
  const authors = new Set([...readers.keys()].flatMap(authorsOf))
  const hidden = new Set(
    (await needs.relationships.findHidings([...viewers], [...authors])).map(
      (one) => `${one.viewerId}:${one.accountId}`,
    ),
  )
  const kept = new Map<PostId, Set<AccountId>>()
  for (const [id, set] of readers) {
    const by = authorsOf(id)
    const isHidden = (viewer: AccountId) =>
      by[0] !== viewer && by.some((author) => hidden.has(`${viewer}:${author}`))
    kept.set(id, new Set([...set].filter((viewer) => !isHidden(viewer))))
  }
  return kept
}
