import { Type } from 'typebox'
import type { Posts } from '#domain/posts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { statusEdit } from '../../../entities/status.ts'
import { byId, notFound, postId, viewerId } from '../../../parameters.ts'
import type { presentStatuses } from '../../../present/present-statuses.ts'

interface Needs {
  readonly posts: Pick<Posts, 'findVisible' | 'listEdits'>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

export const getHistory = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/statuses/:id/history',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: Type.Array(statusEdit),
    summary: 'What a post said before its edits, oldest first, and what it says now.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const post = await needs.posts.findVisible(me, postId(params))
      if (!post) throw notFound()
      const [edits, [status]] = await Promise.all([
        needs.posts.listEdits(post.id),
        needs.presentStatuses(me, [post.id]),
      ])
      if (!status) throw notFound()
      const { account, emojis, media_attachments, poll, quote } = status
      const versions = [...edits, { ...post, editedAt: post.editedAt ?? post.createdAt }]
      return versions.map((version) => ({
        content: version.content + post.footer,
        spoiler_text: version.contentWarning,
        sensitive: version.sensitive,
        created_at: version.editedAt.toISOString(),
        account,
        media_attachments,
        emojis,
        // A changed poll begins anew, so every version that is kept has this one.
        ...(poll && { poll: { options: poll.options.map(({ title }) => ({ title })) } }),
        quote,
      }))
    },
  })
