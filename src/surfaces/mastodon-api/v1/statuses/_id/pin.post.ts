import type { Posts } from '#domain/posts/index.ts'
import { type MarkNeeds, markEndpoint } from '../../../mark-endpoint.ts'
import { pinRefusal } from '../../../refusals.ts'

export const pinStatus = (needs: MarkNeeds & { readonly posts: Pick<Posts, 'pinPost'> }) =>
  markEndpoint(needs, {
    verb: 'pin',
    scope: 'write:accounts',
    summary: "Shows an own post first on one's profile.",
    async act({ accountId, postId }) {
      const outcome = await needs.posts.pinPost(accountId, postId)
      if (!outcome.ok) throw pinRefusal(outcome.because)
      return outcome.post.id
    },
  })
