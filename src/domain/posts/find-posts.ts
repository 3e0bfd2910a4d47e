import type { AccountId } from '#domain/accounts/index.ts'
import { maySee, type SightFacts } from './may-see.ts'
import type { PostsInside } from './needs.ts'
import type { Post, PostId, PostView } from './post.ts'
import { filterMentioning, selectMentions, selectPosts, selectTags } from './post-store.ts'

type Needs = Pick<PostsInside, 'db' | 'accounts' | 'relationships' | 'media' | 'views'>

/**
 * Hydrates posts, a constant number of queries for any number, and none for those read a moment ago. Deleted ones are
 * left out; order is the caller's.
 */
export async function findViews(
  needs: Pick<PostsInside, 'db' | 'media' | 'views'>,
  ids: readonly PostId[],
): Promise<Map<PostId, PostView>> {
  return needs.views.getAll([...new Set(ids)], (missing) => loadViews(needs, missing))
}

async function loadViews(
  needs: Pick<PostsInside, 'db' | 'media'>,
  ids: readonly PostId[],
): Promise<Map<PostId, PostView>> {
  const { sql } = needs.db
  const [posts, media, mentions, tags] = await Promise.all([
    selectPosts(sql, ids),
    needs.media.findByPosts(ids),
    selectMentions(sql, ids),
    selectTags(sql, ids),
  ])
  const mentionsOf = Map.groupBy(mentions, (mention) => mention.postId)
  const tagsOf = Map.groupBy(tags, (tag) => tag.postId)
  return new Map(
    posts.map((post) => [
      post.id,
      {
        post,
        media: media.get(post.id) ?? [],
        mentions: mentionsOf.get(post.id) ?? [],
        tags: (tagsOf.get(post.id) ?? []).map((tag) => tag.display),
      },
    ]),
  )
}

/** Gathers what `maySee` needs for a list of posts and one viewer. */
export async function gatherSight(
  needs: Needs,
  viewerId: AccountId | undefined,
  posts: readonly Post[],
): Promise<SightFacts> {
  const authorIds = [...new Set(posts.map((post) => post.accountId))]
  const guarded = posts.filter((post) => post.visibility === 'followers' || post.visibility === 'direct')
  const nobody = new Set<never>()
  const [authors, followed, mentioning, hidden] = await Promise.all([
    needs.accounts.findAccounts(authorIds),
    viewerId === undefined || guarded.length === 0
      ? nobody
      : needs.relationships.filterFollowed(viewerId, [...new Set(guarded.map((post) => post.accountId))]),
    viewerId === undefined || guarded.length === 0
      ? nobody
      : filterMentioning(
          needs.db.sql,
          viewerId,
          guarded.map((post) => post.id),
        ),
    viewerId === undefined ? undefined : needs.relationships.findHidden(viewerId),
  ])
  return { viewerId, authors, followed, mentioning, blocked: hidden?.blocked ?? nobody }
}

/** One post, if the viewer may see it. What may not be seen is absent. */
export async function findVisible(
  needs: Needs,
  viewerId: AccountId | undefined,
  id: PostId,
): Promise<Post | undefined> {
  const [post] = await selectPosts(needs.db.sql, [id])
  if (!post) return undefined
  const boosted = post.boostOfId && (await selectPosts(needs.db.sql, [post.boostOfId]))[0]
  if (post.boostOfId && !boosted) return undefined
  const sight = await gatherSight(needs, viewerId, boosted ? [post, boosted] : [post])
  return maySee(post, sight) && (!boosted || maySee(boosted, sight)) ? post : undefined
}
