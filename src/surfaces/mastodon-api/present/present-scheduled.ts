import type { ScheduledPost } from '#domain/drafts/index.ts'
import type { Media, MediaId, MediaRoom } from '#domain/media/index.ts'
import { presentVisibility } from '../words.ts'
import { presentMedia } from './present-media.ts'

interface Needs {
  readonly origin: string
  readonly media: Pick<MediaRoom, 'findMany'>
}

/** Scheduled posts as Mastodon's ScheduledStatus, with their uploads: one query for any number. */
export async function presentScheduled(needs: Needs, posts: readonly ScheduledPost[]) {
  const media = await needs.media.findMany(posts.flatMap((post) => post.draft.mediaIds ?? []))
  return posts.map((post) => presentOne(needs.origin, post, media))
}

function presentOne(
  origin: string,
  { id, draft, scheduledAt, idempotencyKey }: ScheduledPost,
  media: ReadonlyMap<MediaId, Media>,
) {
  const { poll } = draft
  return {
    id,
    scheduled_at: scheduledAt.toISOString(),
    params: {
      text: draft.text,
      visibility: presentVisibility(draft.visibility),
      in_reply_to_id: draft.replyToId ?? null,
      media_ids: draft.mediaIds?.length ? draft.mediaIds : null,
      sensitive: draft.sensitive ?? null,
      spoiler_text: draft.contentWarning ?? null,
      language: draft.language ?? null,
      quoted_status_id: draft.quotedId ?? null,
      quote_approval_policy: draft.quotePolicy ?? null,
      poll: poll
        ? {
            options: poll.options,
            expires_in: poll.expiresInSeconds,
            multiple: poll.multiple ?? false,
            hide_totals: poll.hideTotals ?? false,
          }
        : null,
      ...(draft.checkin && { place_id: draft.checkin.placeId }),
      ...(draft.tip && { place_id: draft.tip.placeId, tip: true }),
      idempotency: idempotencyKey,
      scheduled_at: null,
      // Mastodon's own number of an app, which means nothing here; its schema wants one.
      application_id: 0,
      with_rate_limit: false,
    },
    media_attachments: (draft.mediaIds ?? []).flatMap((mediaId) => {
      const found = media.get(mediaId)
      return found ? [presentMedia(origin, found)] : []
    }),
  }
}
