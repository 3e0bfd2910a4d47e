import type { Posts } from '#domain/posts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { statusSource } from '../../../entities/status.ts'
import { byId, notFound, postId, viewerId } from '../../../parameters.ts'

export const getSource = (needs: { readonly posts: Pick<Posts, 'findVisible'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/statuses/:id/source',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: statusSource,
    summary: 'An own post as it was typed, to edit it.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const post = await needs.posts.findVisible(me, postId(params))
      if (!post || post.accountId !== me) throw notFound()
      return { id: post.id, text: post.source ?? '', spoiler_text: post.contentWarning }
    },
  })
