import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { activityStreams } from '../vocabulary.ts'
import type { Addresses } from './addresses.ts'
import type { DescribedActivity } from './describe-activity.ts'

/** A vote: a Note that is a name alone, for the one who asks (Mastodon). */
export function describeVote(
  addresses: Addresses,
  vote: {
    id: string
    option: string
    voter: Account
    poll: Pick<Post, 'id' | 'uri'>
    author: Account
  },
): DescribedActivity {
  const actor = addresses.actor(vote.voter)
  const to = [addresses.actor(vote.author)]
  const id = `${actor}#votes/${vote.id}`
  return {
    '@context': activityStreams,
    id: `${id}/activity`,
    type: 'Create',
    actor,
    to,
    object: {
      id,
      type: 'Note',
      name: vote.option,
      attributedTo: actor,
      inReplyTo: addresses.post(vote.poll),
      to,
    },
  }
}
