import type { Posts } from '#domain/posts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { status } from '../../entities/status.ts'
import { byId, notFound, postId, viewerId } from '../../parameters.ts'
import type { presentStatuses } from '../../present/present-statuses.ts'

interface Needs {
  readonly posts: Pick<Posts, 'findVisible'>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

export const getStatus = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/statuses/:id',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: status,
    summary: 'One post, if the viewer may see it.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const post = await needs.posts.findVisible(me, postId(params))
      if (!post) throw notFound()
      const [status] = await needs.presentStatuses(me, [post.id])
      return status
    },
  })
