import type { Posts } from '#domain/posts/index.ts'
import { type MarkNeeds, markEndpoint } from '../../../mark-endpoint.ts'

export const unreblogStatus = (
  needs: MarkNeeds & { readonly posts: Pick<Posts, 'unboostPost' | 'findVisible'> },
) =>
  markEndpoint(needs, {
    verb: 'unreblog',
    scope: 'write:statuses',
    summary: 'Takes a boost back.',
    async act({ accountId, postId }) {
      const post = await needs.posts.findVisible(accountId, postId)
      if (!post) return undefined
      const target = post.boostOfId ?? post.id
      await needs.posts.unboostPost(accountId, target)
      return target
    },
  })
