import type { Posts } from '#domain/posts/index.ts'
import { type MarkNeeds, markEndpoint } from '../../../mark-endpoint.ts'

export const unbookmarkStatus = (needs: MarkNeeds & { readonly posts: Pick<Posts, 'unbookmarkPost'> }) =>
  markEndpoint(needs, {
    verb: 'unbookmark',
    scope: 'write:bookmarks',
    summary: 'Lets go of a kept post.',
    act: async (mark) => (await needs.posts.unbookmarkPost(mark))?.id,
  })
