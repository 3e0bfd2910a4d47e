import { Type } from 'typebox'
import type { Posts } from '#domain/posts/index.ts'
import type { Quotes } from '#domain/quotes/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { status } from '../../../../../entities/status.ts'
import { idText, notFound, postId, viewerId } from '../../../../../parameters.ts'
import type { presentStatuses } from '../../../../../present/present-statuses.ts'

interface Needs {
  readonly posts: Pick<Posts, 'findVisible' | 'keepVisible'>
  readonly quotes: Pick<Quotes, 'revokeQuote'>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

export const revokeQuoteEndpoint = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/statuses/:id/quotes/:quoting_status_id/revoke',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: status,
    summary: 'Takes an own post out of a post that quotes it, for good.',
    params: Type.Object({ id: idText, quoting_status_id: idText }),
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const quoted = await needs.posts.findVisible(me, postId(params))
      if (!quoted) throw notFound()
      if (quoted.accountId !== me) throw new Refusal(403, 'This action is not allowed')
      const quotingId = postId({ id: params.quoting_status_id })
      if (!(await needs.quotes.revokeQuote(me, quoted.id, quotingId))) throw notFound()
      const visible = await needs.posts.keepVisible(me, [quotingId])
      const [status] = await needs.presentStatuses(me, visible.ids)
      // Whoever is quoted for followers' eyes may take that back without being one.
      return status ?? {}
    },
  })
