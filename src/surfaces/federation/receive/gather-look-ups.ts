import { createBatcher } from '#platform/batch/index.ts'
import type { ReceiveNeeds } from './needs.ts'

const maxLookUps = 500
const maxPosts = 200

/**
 * The same needs, for activities that are dealt with side by side: what they ask for in the same moment is one query,
 * and the posts that they bring are one transaction, as their likes are. What fails is taken out and done alone.
 */
export function gatherLookUps(needs: ReceiveNeeds): ReceiveNeeds {
  const { accounts, posts } = needs
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
  return {
    ...needs,
    accounts: { ...accounts, findByUri: lookUp((uris) => accounts.findByUris(uris)) },
    posts: {
      ...posts,
      findPostByUri: lookUp((uris) => posts.findPostsByUri(uris)),
      likePost: (mark) => likes.add(mark),
      receivePost: (received, addition) => arrivals.add({ received, addition }),
    },
  }
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
