import type { Posts } from '#domain/posts/index.ts'
import { type MarkNeeds, markEndpoint } from '../../../mark-endpoint.ts'

export const favouriteStatus = (needs: MarkNeeds & { readonly posts: Pick<Posts, 'likePost'> }) =>
  markEndpoint(needs, {
    verb: 'favourite',
    scope: 'write:favourites',
    summary: 'Likes a post.',
    act: async (mark) => (await needs.posts.likePost(mark))?.id,
  })
