import { Type } from 'typebox'
import type { MediaId, MediaRoom } from '#domain/media/index.ts'
import type { Polls } from '#domain/polls/index.ts'
import type { Addition, PostId, Posts } from '#domain/posts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { pollBody, quotePolicyText, readPoll, readQuotePolicy } from '../../draft-parameters.ts'
import { status } from '../../entities/status.ts'
import { byId, notFound, postId, viewerId } from '../../parameters.ts'
import { parseFocus } from '../../parse-focus.ts'
import type { presentStatuses } from '../../present/present-statuses.ts'
import { publishRefusal } from '../../refusals.ts'

interface Needs {
  readonly posts: Pick<Posts, 'editPost' | 'findVisible' | 'setQuotePolicy'>
  readonly polls: Pick<Polls, 'findByPosts' | 'preparePoll' | 'removePoll'>
  readonly media: Pick<MediaRoom, 'describe'>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

const body = Type.Object({
  status: Type.Optional(Type.String({ maxLength: 50_000 })),
  spoiler_text: Type.Optional(Type.String({ maxLength: 5000 })),
  sensitive: Type.Optional(Type.Boolean()),
  language: Type.Optional(Type.String({ maxLength: 10 })),
  media_ids: Type.Optional(Type.Array(Type.String(), { maxItems: 20 })),
  quote_approval_policy: Type.Optional(quotePolicyText),
  poll: Type.Optional(pollBody),
  media_attributes: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.String(),
        description: Type.Optional(Type.String({ maxLength: 1500 })),
        focus: Type.Optional(Type.String()),
      }),
      { maxItems: 20 },
    ),
  ),
})

export const putStatus = (needs: Needs) =>
  endpoint({
    method: 'PUT',
    path: '/api/v1/statuses/:id',
    access: { who: 'user', scopes: ['write:statuses'] },
    response: status,
    summary:
      'Edits an own post; what it said before stays in its history. Without poll, a poll that it has goes, votes and all.',
    params: byId,
    body,
    async handle({ viewer, params, body: given }) {
      const me = viewerId(viewer)
      const id = postId(params)
      const post = await needs.posts.findVisible(me, id)
      if (!post || post.accountId !== me) throw notFound()
      for (const { id: mediaText, description, focus } of given.media_attributes ?? []) {
        const mediaId = parseId<MediaId>(mediaText)
        if (mediaId)
          await needs.media.describe(mediaId, me, {
            ...(description !== undefined && { description }),
            ...parseFocus(focus),
          })
      }
      const policy = readQuotePolicy(given.quote_approval_policy)
      const poll = readPoll(given.poll)
      const prepared = poll && needs.polls.preparePoll(poll)
      if (prepared && !prepared.ok) throw publishRefusal(prepared.because)
      const revision = {
        authorId: me,
        postId: id,
        text: given.status ?? post.source ?? '',
        contentWarning: given.spoiler_text,
        sensitive: given.sensitive,
        ...(given.language !== undefined && { language: given.language || null }),
        ...(given.media_ids && { mediaIds: given.media_ids.flatMap((text) => parseId<MediaId>(text) ?? []) }),
      }
      const outcome = await needs.posts.editPost(
        revision,
        prepared?.addition ?? (await withoutPoll(needs, id)),
      )
      if (!outcome.ok) throw publishRefusal(outcome.because)
      if (policy) await needs.posts.setQuotePolicy(me, id, policy)
      const [status] = await needs.presentStatuses(me, [id])
      return status
    },
  })

/** As on Mastodon, an edit says all that the post asks. */
async function withoutPoll({ polls }: Needs, id: PostId): Promise<Addition | undefined> {
  return (await polls.findByPosts([id])).has(id) ? polls.removePoll() : undefined
}
