import type { Posts } from '#domain/posts/index.ts'
import { type MarkedByNeeds, markedByEndpoint } from '../../../marked-by-endpoint.ts'

export const getRebloggedBy = (needs: MarkedByNeeds & { readonly posts: Pick<Posts, 'listBoosters'> }) =>
  markedByEndpoint(needs, {
    verb: 'reblogged_by',
    summary: 'Who boosted a post.',
    list: needs.posts.listBoosters,
  })
