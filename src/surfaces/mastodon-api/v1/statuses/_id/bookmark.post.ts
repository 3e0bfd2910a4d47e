import type { Posts } from '#domain/posts/index.ts'
import { type MarkNeeds, markEndpoint } from '../../../mark-endpoint.ts'

export const bookmarkStatus = (needs: MarkNeeds & { readonly posts: Pick<Posts, 'bookmarkPost'> }) =>
  markEndpoint(needs, {
    verb: 'bookmark',
    scope: 'write:bookmarks',
    summary: 'Keeps a post for later.',
    act: async (mark) => (await needs.posts.bookmarkPost(mark))?.id,
  })
