import type { Account, AccountId } from '#domain/accounts/index.ts'
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
  needs: Pick<PostsInside, 'accounts' | 'db' | 'media' | 'views'>,
  ids: readonly PostId[],
): Promise<Map<PostId, PostView>> {
  return needs.views.getAll([...new Set(ids)], (missing) => loadViews(needs, missing))
}

async function loadViews(
  needs: Pick<PostsInside, 'accounts' | 'db' | 'media'>,
  ids: readonly PostId[],
): Promise<Map<PostId, PostView>> {
  const { sql } = needs.db
  const [posts, media, mentions, tags] = await Promise.all([
    selectPosts(sql, ids),
    needs.media.findByPosts(ids),
    selectMentions(sql, ids),
    selectTags(sql, ids),
  ])
  const authors = await needs.accounts.findAccounts([...new Set(posts.map((post) => post.accountId))])
  const mentionsOf = Map.groupBy(mentions, (mention) => mention.postId)
  const tagsOf = Map.groupBy(tags, (tag) => tag.postId)
  return new Map(
    posts.map((post) => [
      post.id,
      {
        ...underPolicies(post, media.get(post.id) ?? [], authors.get(post.accountId)),
        mentions: mentionsOf.get(post.id) ?? [],
        tags: (tagsOf.get(post.id) ?? []).map((tag) => tag.display),
      },
    ]),
  )
}

/** What moderators have said of an author, or of the author's domain, holds for all that the author shows. */
function underPolicies(
  post: Post,
  media: PostView['media'],
  author: Account | undefined,
): Pick<PostView, 'post' | 'media'> {
  const isSensitive = author !== undefined && author.sensitisedAt !== null
  return {
    post: isSensitive && media.length > 0 ? { ...post, sensitive: true } : post,
    media: author?.mediaRejected ? [] : media,
  }
}

/** Gathers what `maySee` needs for a list of posts and one viewer. */
export async function gatherSight(
  needs: Needs,
  viewerId: AccountId | undefined,
  posts: readonly Post[],
): Promise<SightFacts> {
  const guarded = posts.filter(isGuarded).map((post) => post.id)
  const mentioning =
    viewerId === undefined || guarded.length === 0
      ? nobody
      : await filterMentioning(needs.db.sql, viewerId, guarded)
  return gatherFacts(needs, viewerId, posts, mentioning)
}

/** The same for views, which say themselves whom they mention. */
export async function gatherSightOfViews(
  needs: Needs,
  viewerId: AccountId | undefined,
  views: readonly PostView[],
): Promise<SightFacts> {
  const mentioning = views
    .filter((view) => view.mentions.some((mention) => mention.accountId === viewerId))
    .map((view) => view.post.id)
  return gatherFacts(
    needs,
    viewerId,
    views.map((view) => view.post),
    new Set(mentioning),
  )
}

const nobody: ReadonlySet<never> = new Set<never>()

function isGuarded({ visibility }: Post): boolean {
  return visibility !== 'public' && visibility !== 'unlisted'
}

async function gatherFacts(
  needs: Needs,
  viewerId: AccountId | undefined,
  posts: readonly Post[],
  mentioning: ReadonlySet<string>,
): Promise<SightFacts> {
  const authorIds = new Set(posts.map((post) => post.accountId))
  const guardedBy = new Set(posts.filter(isGuarded).map((post) => post.accountId))
  const [authors, followed, hidden] = await Promise.all([
    needs.accounts.findAccounts([...authorIds]),
    viewerId === undefined || guardedBy.size === 0
      ? nobody
      : needs.relationships.filterFollowed(viewerId, [...guardedBy]),
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
