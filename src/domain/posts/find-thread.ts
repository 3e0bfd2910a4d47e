import type { AccountId } from '#domain/accounts/index.ts'
import { findLimited } from './drop-limited.ts'
import { findVisible, gatherSight } from './find-posts.ts'
import { maySee } from './may-see.ts'
import type { PostsInside } from './needs.ts'
import type { Post, PostId } from './post.ts'
import { listThread } from './post-list-store.ts'
import { selectPosts } from './post-store.ts'

export interface Thread {
  /** From the root down to the parent. */
  readonly ancestors: readonly PostId[]
  /** Depth first, siblings by age. */
  readonly descendants: readonly PostId[]
}

/** As many as Mastodon shows to people who are signed in. */
const maxThread = 4096

/** What stands above and below a post, as far as the viewer may see. @returns undefined when the post is hidden. */
export const findThread =
  (needs: PostsInside) =>
  async (viewerId: AccountId | undefined, postId: PostId): Promise<Thread | undefined> => {
    const post = await findVisible(needs, viewerId, postId)
    if (!post) return undefined
    const rootId = post.threadId ?? post.id
    const [root, rest] = await Promise.all([
      selectPosts(needs.db.sql, [rootId]),
      listThread(needs.db.sql, rootId, maxThread),
    ])
    const all = [...root, ...rest]
    const sight = await gatherSight(needs, viewerId, all)
    const limited = await findLimited(
      needs,
      viewerId,
      all.map((candidate) => candidate.accountId),
    )
    const seen = all.filter(
      (candidate) =>
        maySee(candidate, sight) && (candidate.id === post.id || !limited.has(candidate.accountId)),
    )
    return { ancestors: listAncestors(post, seen), descendants: listDescendants(post, seen) }
  }

function listAncestors(post: Post, seen: readonly Post[]): PostId[] {
  const byId = new Map(seen.map((candidate) => [candidate.id, candidate]))
  const ancestors: PostId[] = []
  let parent = post.replyToId ? byId.get(post.replyToId) : undefined
  // A reply can only answer what was there before, so this ends; the count guards against rows that lie.
  while (parent && ancestors.length < maxThread) {
    ancestors.unshift(parent.id)
    parent = parent.replyToId ? byId.get(parent.replyToId) : undefined
  }
  return ancestors
}

function listDescendants(post: Post, seen: readonly Post[]): PostId[] {
  const children = Map.groupBy(seen, (candidate) => candidate.replyToId)
  const descendants = new Set<PostId>()
  const open = [...(children.get(post.id) ?? [])].reverse()
  for (let next = open.pop(); next; next = open.pop()) {
    if (descendants.has(next.id) || next.id === post.id) continue
    descendants.add(next.id)
    open.push(...[...(children.get(next.id) ?? [])].reverse())
  }
  return [...descendants]
}
