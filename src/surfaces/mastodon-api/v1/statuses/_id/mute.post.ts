import type { Posts } from '#domain/posts/index.ts'
import { type MarkNeeds, markEndpoint } from '../../../mark-endpoint.ts'

export const muteStatus = (needs: MarkNeeds & { readonly posts: Pick<Posts, 'muteThread'> }) =>
  markEndpoint(needs, {
    verb: 'mute',
    scope: 'write:mutes',
    summary: "No more notifications from this post's thread.",
    act: async ({ accountId, postId }) => (await needs.posts.muteThread(accountId, postId))?.id,
  })
