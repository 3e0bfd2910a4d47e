import type { Posts } from '#domain/posts/index.ts'
import { type MarkNeeds, markEndpoint } from '../../../mark-endpoint.ts'

export const unmuteStatus = (needs: MarkNeeds & { readonly posts: Pick<Posts, 'unmuteThread'> }) =>
  markEndpoint(needs, {
    verb: 'unmute',
    scope: 'write:mutes',
    summary: "Notifications from this post's thread again.",
    act: async ({ accountId, postId }) => (await needs.posts.unmuteThread(accountId, postId))?.id,
  })
