import { Type } from 'typebox'
import type { Posts } from '#domain/posts/index.ts'
import { endpoint, nothing, Refusal } from '#platform/http-server/index.ts'
import { byId, notFound, postId, viewerId } from '../../../parameters.ts'

/** As on a Mastodon without a translation service. */
export const translateStatus = (needs: { readonly posts: Pick<Posts, 'findVisible'> }) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/statuses/:id/translate',
    access: { who: 'user', scopes: ['read:statuses'] },
    response: nothing,
    summary: 'Not offered: always 404. The instance says so, too.',
    params: byId,
    body: Type.Object({ lang: Type.Optional(Type.String({ maxLength: 20 })) }),
    async handle({ viewer, params }) {
      if (!(await needs.posts.findVisible(viewerId(viewer), postId(params)))) throw notFound()
      throw new Refusal(404, 'This server does not offer translations')
    },
  })
