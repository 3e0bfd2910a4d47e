import { type ScheduleRefusal, scheduleLimits } from '#domain/drafts/index.ts'
import { maxAttachments } from '#domain/media/index.ts'
import { pollLimits, type VoteRefusal } from '#domain/polls/index.ts'
import { maxContentWarningLength, maxPostLength, type PinRefusal } from '#domain/posts/index.ts'
import type { FollowRefusal } from '#domain/relationships/index.ts'
import { Refusal } from '#platform/http-server/index.ts'

/** Our refusals as Mastodon's API says them: the one table of status and text. */
const publishRefusals: Readonly<Record<ScheduleRefusal | 'not_found', readonly [number, string]>> = {
  made_before: [410, 'This check-in was made before, and deleted'],
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
  quoted_not_found: [404, 'The post that you are trying to quote does not appear to exist'],
  quoted_not_mentioned: [422, 'Validation failed: Whom a private mention quotes must be mentioned in it'],
  author_gone: [403, 'Your login is currently disabled'],
  not_found: [404, 'Record not found'],
  poll_with_media: [422, 'Validation failed: Cannot attach files to a post with a poll'],
  too_few_options: [422, 'Validation failed: Options must have more than one item'],
  too_many_options: [422, `Validation failed: Options can't contain more than ${pollLimits.options} items`],
  empty_option: [422, "Validation failed: Options can't be blank"],
  option_too_long: [
    422,
    `Validation failed: Options cannot be longer than ${pollLimits.optionLength} characters each`,
  ],
  duplicate_options: [422, 'Validation failed: Options contain duplicate items'],
  ends_too_soon: [422, 'Validation failed: Expires at is too soon'],
  ends_too_late: [422, 'Validation failed: Expires at is too far into the future'],
  time_too_soon: [422, 'Validation failed: Scheduled at must be a time at least five minutes in the future'],
  too_many_scheduled: [
    422,
    `Validation failed: You have exceeded the limit of ${scheduleLimits.total} scheduled posts`,
  ],
  too_many_that_day: [
    422,
    `Validation failed: You have exceeded the limit of ${scheduleLimits.daily} scheduled posts for that day`,
  ],
  unknown_place: [404, 'There is no such place'],
  private_place_public: [
    422,
    'Validation failed: a private place is shown to nobody; choose the neighbourhood, town or country',
  ],
  impossible_time: [422, 'Validation failed: arrived_at must be in the past, and after 1970'],
  unknown_companion: [
    422,
    'Validation failed: companions must be at most ten people who follow you, and see the check-in',
  ],
  tip_empty: [422, "Validation failed: a tip can't be without words"],
  tip_to_nobody: [422, 'Validation failed: a tip is for everybody or for followers'],
  tip_as_reply: [422, 'Validation failed: a tip answers no post'],
  tip_private_place: [422, 'Validation failed: nobody else sees this place'],
  tip_sensitive_place: [
    422,
    'Validation failed: this kind of place says something private about whoever knows it: there are no tips for it',
  ],
  tip_at_home: [
    422,
    'Validation failed: this place is in one of your home zones: a tip would say that you live near it',
  ],
  unknown_precision: [422, 'Validation failed: precision must be venue, cell, city or country'],
}

export function publishRefusal(because: ScheduleRefusal | 'not_found'): Refusal {
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

const pinRefusals: Readonly<Record<PinRefusal, readonly [number, string]>> = {
  not_found: [404, 'Record not found'],
  not_own: [422, "Validation failed: Someone else's post cannot be pinned"],
  pin_boost: [422, 'Validation failed: A boost cannot be pinned'],
  pin_direct: [422, 'Validation failed: Posts that are only visible to mentioned users cannot be pinned'],
  too_many_pins: [422, 'Validation failed: You have already pinned the maximum number of posts'],
}

export function pinRefusal(because: PinRefusal): Refusal {
  return new Refusal(...pinRefusals[because])
}

const voteRefusals: Readonly<Record<VoteRefusal, readonly [number, string]>> = {
  not_found: [404, 'Record not found'],
  own_poll: [422, 'Validation failed: You cannot vote in your own polls'],
  closed: [422, 'Validation failed: The poll has already ended'],
  already_voted: [422, 'Validation failed: You have already voted on this poll'],
  no_choice: [422, 'Validation failed: Choose an option'],
  several_choices: [422, 'Validation failed: Only one option may be chosen in this poll'],
  unknown_choice: [422, 'Validation failed: The chosen vote option does not exist'],
}

export function voteRefusal(because: VoteRefusal): Refusal {
  return new Refusal(...voteRefusals[because])
}
