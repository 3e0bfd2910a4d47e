import { Type } from 'typebox'
import type { Posts } from '#domain/posts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { deletedStatus } from '../../entities/status.ts'
import { byId, notFound, postId, viewerId } from '../../parameters.ts'
import type { presentStatuses } from '../../present/present-statuses.ts'

interface Needs {
  readonly posts: Pick<Posts, 'findVisible' | 'deletePost'>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

export const deleteStatus = (needs: Needs) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/statuses/:id',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: deletedStatus,
    summary:
      'Deletes an own post, here and (as far as they obey) on other servers. Answers its source, to redraft.',
    params: byId,
    query: Type.Object({
      delete_media: Type.Optional(
        Type.Boolean({ description: 'At once; else they stay a day, for a new draft of the same.' }),
      ),
    }),
    async handle({ viewer, params, query }) {
      const me = viewerId(viewer)
      const post = await needs.posts.findVisible(me, postId(params))
      if (!post || post.accountId !== me) throw notFound()
      const [status] = await needs.presentStatuses(me, [post.id])
      await needs.posts.deletePost(post.id, me, { keepMedia: !query.delete_media })
      return { ...status, text: post.source ?? '' }
    },
  })
