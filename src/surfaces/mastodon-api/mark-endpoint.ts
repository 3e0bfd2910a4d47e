import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { status } from './entities/status.ts'
import { byId, notFound, postId, viewerId } from './parameters.ts'
import type { presentStatuses } from './present/present-statuses.ts'

export interface MarkNeeds {
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

/** The endpoints that do one thing to one post and answer it: favourite, bookmark, unreblog, … */
export function markEndpoint(
  needs: MarkNeeds,
  mark: {
    verb: string
    scope: string
    summary: string
    /** @returns the post to answer, or undefined when there is none. */
    act: (mark: { accountId: AccountId; postId: PostId }) => Promise<PostId | undefined>
  },
) {
  return endpoint({
    method: 'POST',
    path: `/api/v1/statuses/:id/${mark.verb}`,
    access: { who: 'user', scopes: [mark.scope] },
    response: status,
    summary: mark.summary,
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const id = await mark.act({ accountId: me, postId: postId(params) })
      const [status] = id ? await needs.presentStatuses(me, [id]) : []
      if (!status) throw notFound()
      return status
    },
  })
}
