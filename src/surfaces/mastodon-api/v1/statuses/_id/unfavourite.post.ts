import type { Posts } from '#domain/posts/index.ts'
import { type MarkNeeds, markEndpoint } from '../../../mark-endpoint.ts'

export const unfavouriteStatus = (needs: MarkNeeds & { readonly posts: Pick<Posts, 'unlikePost'> }) =>
  markEndpoint(needs, {
    verb: 'unfavourite',
    scope: 'write:favourites',
    summary: 'Takes a like back.',
    act: async (mark) => (await needs.posts.unlikePost(mark))?.id,
  })
