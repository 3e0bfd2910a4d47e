import type { Addresses } from './addresses.ts'
import { postContext } from './context.ts'
import type { DescribedActivity } from './describe-activity.ts'
import { audienceOf, changedAt, type PostFacts } from './describe-post.ts'

/**
 * A check-in in its own form, for servers that ask for it: where the Note says that its author was, and no word more.
 * `result` is the Note, by which readers of both know that they are one. Each check-in has one, or its absence would tell
 * those that were at a private place from the others.
 * @returns undefined where the Note names no arrival
 */
export function describeArrival(addresses: Addresses, facts: PostFacts): DescribedActivity | undefined {
  const { author, checkin, view } = facts
  if (!checkin || checkin.isTip) return undefined
  const { post } = view
  const updated = changedAt(post)
  return {
    '@context': postContext,
    id: addresses.arrival(post.id),
    type: 'Arrive',
    actor: addresses.actor(author),
    ...audienceOf(addresses, facts),
    published: post.createdAt.toISOString(),
    ...(updated && { updated: updated.toISOString() }),
    ...(checkin.startTime && { startTime: checkin.startTime.toISOString() }),
    location: checkin.location,
    result: addresses.post(post),
  }
}

/** The arrival as it is told now, which may be less than before. */
export function describeArrivalUpdate(addresses: Addresses, facts: PostFacts): DescribedActivity | undefined {
  const arrival = describeArrival(addresses, facts)
  if (!arrival) return undefined
  const { '@context': context, ...object } = arrival
  const { post } = facts.view
  const at = changedAt(post) ?? post.createdAt
  return {
    '@context': context,
    id: `${arrival.id}#updates/${at.getTime()}`,
    type: 'Update',
    actor: arrival.actor,
    published: at.toISOString(),
    ...audienceOf(addresses, facts),
    object,
  }
}
