import type { Posts } from '#domain/posts/index.ts'
import { type MarkNeeds, markEndpoint } from '../../../mark-endpoint.ts'

export const unpinStatus = (needs: MarkNeeds & { readonly posts: Pick<Posts, 'unpinPost'> }) =>
  markEndpoint(needs, {
    verb: 'unpin',
    scope: 'write:accounts',
    summary: 'Lets an own post stand where it belongs in time.',
    act: async ({ accountId, postId }) => (await needs.posts.unpinPost(accountId, postId))?.id,
  })
