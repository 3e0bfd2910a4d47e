import type { PostId, Posts } from '#domain/posts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { context } from '../../../entities/status.ts'
import { byId, notFound, postId, viewerId } from '../../../parameters.ts'
import type { presentStatuses } from '../../../present/present-statuses.ts'

interface Needs {
  readonly posts: Pick<Posts, 'findThread'>
  readonly threadIsRead: (id: PostId) => Promise<void>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

/** As many as Mastodon shows to people who are not signed in. */
const anonymousLimit = 60

export const getContext = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/statuses/:id/context',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: context,
    summary: 'What stands above and below a post in its thread.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const thread = await needs.posts.findThread(me, postId(params))
      if (!thread) throw notFound()
      // Strangers are shown what is here: they must not make this server ask others (R26).
      if (me) await needs.threadIsRead(postId(params))
      const limit = me ? Number.POSITIVE_INFINITY : anonymousLimit
      const [ancestors, descendants] = await Promise.all([
        needs.presentStatuses(me, thread.ancestors.slice(-limit)),
        needs.presentStatuses(me, thread.descendants.slice(0, limit)),
      ])
      return { ancestors, descendants }
    },
  })
