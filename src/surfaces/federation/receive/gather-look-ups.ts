import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { createBatcher } from '#platform/batch/index.ts'
import type { ReceiveNeeds } from './needs.ts'

const maxLookUps = 500
const maxPosts = 200

/**
 * The same needs, for activities that are dealt with side by side: what they ask for in the same moment is one query,
 * and the posts that they bring are one transaction, as their likes, boosts and follows are. What fails is taken out and done alone.
 */
export function gatherLookUps(needs: ReceiveNeeds): ReceiveNeeds {
  const { accounts, posts, relationships } = needs
  const arrivals = createBatcher({
    max: maxPosts,
    // While one transaction is being written to disk, the next one is prepared.
    atOnce: 2,
    run: (many: readonly Parameters<typeof posts.receivePosts>[0][number][]) => posts.receivePosts(many),
  })
  const likes = createBatcher({
    max: maxPosts,
    atOnce: 2,
    run: (many: readonly Parameters<typeof posts.likePosts>[0][number][]) => posts.likePosts(many),
  })
  const boosts = createBatcher({
    max: maxPosts,
    atOnce: 2,
    run: (many: readonly Parameters<typeof posts.boostPosts>[0][number][]) => posts.boostPosts(many),
  })
  const follows = createBatcher({
    max: maxPosts,
    atOnce: 2,
    run: (many: readonly Parameters<typeof relationships.requestFollows>[0][number][]) =>
      relationships.requestFollows(many),
  })
  return {
    ...needs,
    accounts: { ...accounts, findByUri: lookUp((uris) => accounts.findByUris(uris)) },
    posts: {
      ...posts,
      findPostByUri: lookUp((uris) => posts.findPostsByUri(uris)),
      findBoost: findBoostOf(posts),
      boostPost: (request) => boosts.add(request),
      likePost: (mark) => likes.add(mark),
      receivePost: (received, addition) => arrivals.add({ received, addition }),
    },
    relationships: { ...relationships, requestFollow: (request) => follows.add(request) },
  }
}

function findBoostOf(posts: ReceiveNeeds['posts']): ReceiveNeeds['posts']['findBoost'] {
  const find = lookUp(async (keys) => {
    const pairs = keys.map((key) => {
      const [accountId = '', boostOfId = ''] = key.split(':')
      return { accountId: accountId as AccountId, boostOfId: boostOfId as PostId }
    })
    const found = await posts.findBoosts(pairs)
    return new Map(found.map((boost) => [`${boost.accountId}:${boost.boostOfId}`, boost]))
  })
  return (boosterId, postId) => find(`${boosterId}:${postId}`)
}

function lookUp<Found>(
  find: (uris: readonly string[]) => Promise<ReadonlyMap<string, Found>>,
): (uri: string) => Promise<Found | undefined> {
  const batcher = createBatcher<string, Found | undefined>({
    max: maxLookUps,
    atOnce: 4,
    async run(uris) {
      const found = await find([...new Set(uris)])
      return uris.map((uri) => found.get(uri))
    },
  })
  return (uri) => batcher.add(uri)
}
