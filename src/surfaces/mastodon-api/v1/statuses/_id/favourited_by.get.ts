import type { Posts } from '#domain/posts/index.ts'
import { type MarkedByNeeds, markedByEndpoint } from '../../../marked-by-endpoint.ts'

export const getFavouritedBy = (needs: MarkedByNeeds & { readonly posts: Pick<Posts, 'listLikers'> }) =>
  markedByEndpoint(needs, {
    verb: 'favourited_by',
    summary: 'Who liked a post.',
    list: needs.posts.listLikers,
  })
