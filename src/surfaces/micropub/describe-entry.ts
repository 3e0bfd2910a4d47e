import type { AccountId } from '#domain/accounts/index.ts'
import { seeAs } from '#domain/checkins/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { MicropubNeeds } from './needs.ts'
import { refuse } from './refuse.ts'

/** An own post as microformats2 (`q=source`, section 3.7.2): as it was typed, its place as the author's friends see it. */
export async function describeEntry(
  needs: Pick<MicropubNeeds, 'origin' | 'posts' | 'checkins'>,
  me: AccountId,
  postId: PostId | undefined,
) {
  const view = postId && (await needs.posts.findViews([postId])).get(postId)
  if (!view || view.post.accountId !== me) throw refuse('not_found', 'There is no such entry of yours.')
  const { post, media, tags } = view
  const sight = (await needs.checkins.findForViewer(me, [post.id])).get(post.id)
  const shown = sight && seeAs(sight.checkin, 'friends').shown
  return {
    type: ['h-entry'],
    properties: {
      content: [post.source ?? ''],
      published: [post.createdAt.toISOString()],
      ...(tags.length > 0 && { category: tags }),
      ...(media.length > 0 && {
        photo: media.map(({ fileKey, description }) => ({
          value: `${needs.origin}/media/${fileKey}`,
          alt: description ?? '',
        })),
      }),
      ...(shown && {
        checkin: [
          {
            type: ['h-card'],
            properties: {
              name: [shown.name],
              ...(shown.url && { url: [shown.url] }),
              ...(shown.latitude !== null && { latitude: [shown.latitude], longitude: [shown.longitude] }),
            },
          },
        ],
      }),
    },
  }
}
