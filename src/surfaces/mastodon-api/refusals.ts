import { maxAttachments } from '#domain/media/index.ts'
import type { PublishRefusal } from '#domain/posts/index.ts'
import { maxContentWarningLength, maxPostLength } from '#domain/posts/index.ts'
import type { FollowRefusal } from '#domain/relationships/index.ts'
import { Refusal } from '#platform/http-server/index.ts'

/** Our refusals as Mastodon's API says them: the one table of status and text. */
const publishRefusals: Readonly<Record<PublishRefusal | 'not_found', readonly [number, string]>> = {
  empty: [422, "Validation failed: Text can't be blank"],
  too_long: [422, `Validation failed: Text character limit of ${maxPostLength} exceeded`],
  warning_too_long: [
    422,
    `Validation failed: Spoiler text character limit of ${maxContentWarningLength} exceeded`,
  ],
  too_many_media: [422, `Validation failed: Cannot attach more than ${maxAttachments} files`],
  media_not_found: [
    422,
    'Validation failed: a media file was not found, is not ready or is part of another post',
  ],
  reply_not_found: [404, 'The post that this answers was not found'],
  author_gone: [403, 'Your login is currently disabled'],
  not_found: [404, 'Record not found'],
}

export function publishRefusal(because: PublishRefusal | 'not_found'): Refusal {
  return new Refusal(...publishRefusals[because])
}

const followRefusals: Readonly<Record<FollowRefusal, readonly [number, string]>> = {
  self: [403, 'You cannot follow yourself'],
  blocked: [403, 'This action is not allowed'],
  gone: [404, 'Record not found'],
  moved: [403, 'This account has moved'],
}

export function followRefusal(because: FollowRefusal): Refusal {
  return new Refusal(...followRefusals[because])
}

const checkinRefusals: Readonly<Record<string, readonly [number, string]>> = {
  unknown_place: [404, 'There is no such place'],
  private_place_public: [
    422,
    'Validation failed: a private place is shown to nobody; choose the neighbourhood, town or country',
  ],
  impossible_time: [422, 'Validation failed: arrived_at must be in the past, and after 1970'],
  unknown_precision: [422, 'Validation failed: precision must be venue, cell, city or country'],
}

export function checkinRefusal(because: string): Refusal {
  return new Refusal(
    ...(checkinRefusals[because] ?? [422, `Validation failed: the check-in was refused (${because})`]),
  )
}
