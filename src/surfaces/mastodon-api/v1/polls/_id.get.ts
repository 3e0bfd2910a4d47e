import type { Post, Posts } from '#domain/posts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { poll } from '../../entities/status.ts'
import { byId, notFound, postId, viewerId } from '../../parameters.ts'
import { type PollAnswerNeeds, pollAnswer } from '../../poll-answer.ts'

interface Needs extends PollAnswerNeeds {
  readonly posts: Pick<Posts, 'findVisible'>
  /** Asks the poll's own server how it stands, if that was long ago. */
  readonly refreshPoll: (post: Post) => Promise<void>
}

export const getPoll = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/polls/:id',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: poll,
    summary: 'A poll, with what the viewer voted. One of another server is asked for anew once a minute.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const post = await needs.posts.findVisible(me, postId(params))
      if (!post) throw notFound()
      // Nobody who is not signed in makes this server fetch.
      if (me !== undefined && !post.local) await needs.refreshPoll(post)
      return pollAnswer(needs, me, post.id)
    },
  })
