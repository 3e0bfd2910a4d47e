import { Type } from 'typebox'
import type { Posts } from '#domain/posts/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { status } from '../../../entities/status.ts'
import type { MarkNeeds } from '../../../mark-endpoint.ts'
import { byId, notFound, postId, viewerId } from '../../../parameters.ts'
import { parseVisibility } from '../../../words.ts'

export const reblogStatus = (needs: MarkNeeds & { readonly posts: Pick<Posts, 'boostPost'> }) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/statuses/:id/reblog',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: status,
    summary: 'Boosts a post. Answers the boost, with the post inside.',
    params: byId,
    body: Type.Object({ visibility: Type.Optional(Type.String()) }),
    async handle({ viewer, params, body }) {
      const me = viewerId(viewer)
      const visibility = body.visibility ? parseVisibility(body.visibility) : undefined
      const outcome = await needs.posts.boostPost({
        boosterId: me,
        postId: postId(params),
        visibility: visibility === 'direct' ? undefined : visibility,
      })
      if (!outcome.ok) {
        throw outcome.because === 'not_found' ? notFound() : new Refusal(403, 'This action is not allowed')
      }
      const [status] = await needs.presentStatuses(me, [outcome.boost.id])
      return status
    },
  })
