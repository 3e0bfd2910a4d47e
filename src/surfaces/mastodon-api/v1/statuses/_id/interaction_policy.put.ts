import { Type } from 'typebox'
import type { Posts } from '#domain/posts/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { quotePolicyText, readQuotePolicy } from '../../../draft-parameters.ts'
import { status } from '../../../entities/status.ts'
import { byId, notFound, postId, viewerId } from '../../../parameters.ts'
import type { presentStatuses } from '../../../present/present-statuses.ts'

interface Needs {
  readonly posts: Pick<Posts, 'findVisible' | 'setQuotePolicy'>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

export const putInteractionPolicy = (needs: Needs) =>
  endpoint({
    method: 'PUT',
    path: '/api/v1/statuses/:id/interaction_policy',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: status,
    summary: 'Changes who may quote an own post from now on.',
    params: byId,
    body: Type.Object({ quote_approval_policy: Type.Optional(quotePolicyText) }),
    async handle({ viewer, params, body }) {
      const me = viewerId(viewer)
      const post = await needs.posts.findVisible(me, postId(params))
      if (!post) throw notFound()
      if (post.accountId !== me) throw new Refusal(403, 'This action is not allowed')
      const policy = readQuotePolicy(body.quote_approval_policy)
      if (policy) await needs.posts.setQuotePolicy(me, post.id, policy)
      const [status] = await needs.presentStatuses(me, [post.id])
      return status
    },
  })
