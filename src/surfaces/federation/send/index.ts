import type { Account } from '#domain/accounts/index.ts'
import type { Consumer } from '#platform/events/index.ts'
import type { JobHandler, JobType } from '#platform/jobs/index.ts'
import { createAddresses, describeFollow, describeFollowAnswer, describeUndo } from '../describe/index.ts'
import type { Json } from '../read-json.ts'
import { handleDeliveries } from './deliver-activity.ts'
import type { SendNeeds } from './needs.ts'
import { accountReactions } from './on-accounts.ts'
import { companionReactions } from './on-companions.ts'
import { followReactions } from './on-follows.ts'
import { handleCounts, pollReactions, tellCounts } from './on-polls.ts'
import { postReactions } from './on-posts.ts'
import { quoteReactions, type RefusedQuote, refuseQuote } from './on-quotes.ts'
import { passOnChange, relayReactions } from './on-relays.ts'
import { reportReactions } from './on-reports.ts'
import { pruneActivities } from './outbox-store.ts'
import { createSendActivity, deliverActivity } from './send-activity.ts'

export type { SendNeeds } from './needs.ts'
export { deliverActivity } from './send-activity.ts'

/** What other servers are told, from the event log to their inboxes. */
export interface Sending {
  readonly consumer: Consumer
  readonly jobs: readonly JobType<unknown>[]
  readonly deliveries: JobHandler
  readonly counts: JobHandler
  /** Tells a remote follower no, where there is no follow whose end could be announced. */
  refuseFollow(refusal: { follower: Account; followed: Account; followUri: string }): Promise<void>
  /** Tells another server that somebody here does not follow, where there is no follow whose end could be announced. */
  endStrayFollow(pair: { follower: Account; followed: Account }): Promise<void>
  /** Tells the author of a post elsewhere that it may not quote a post of somebody here. */
  refuseQuote(refused: RefusedQuote): Promise<void>
  /** As a relay: passes the change or end of a post on, as it came from its author's server. */
  passOn(activity: { type: string; json: Json }, actor: Account): Promise<void>
  /** Deletes what is delivered. @returns how many activities. */
  prune(): Promise<number>
}

export function defineSending(needs: SendNeeds): Sending {
  const addresses = createAddresses(needs.origin, needs.handleDomain)
  const send = createSendActivity(needs)
  const sending = { needs, addresses, send }
  return {
    consumer: {
      name: 'federation',
      reactions: [
        ...postReactions(sending),
        ...pollReactions(sending),
        ...quoteReactions(sending),
        ...companionReactions(sending),
        ...followReactions(sending),
        ...accountReactions(sending),
        ...reportReactions(sending),
        ...relayReactions(sending),
      ],
    },
    jobs: [deliverActivity, tellCounts],
    deliveries: handleDeliveries(needs),
    counts: handleCounts(sending),
    async refuseFollow({ follower, followed, followUri }) {
      if (!follower.inboxUrl) return
      const id = needs.ids.next()
      const activity = describeFollowAnswer(addresses, {
        type: 'Reject',
        follower,
        followed,
        followUri,
        followId: id,
        answerId: id,
      })
      const inboxes = { named: [follower.inboxUrl] }
      await needs.db.transact((tx) => send(tx, { accountId: followed.id, activity, inboxes }))
    },
    async endStrayFollow({ follower, followed }) {
      if (!followed.inboxUrl) return
      const activity = describeUndo(
        describeFollow(addresses, { follower, followed, followId: needs.ids.next() }),
      )
      const inboxes = { named: [followed.inboxUrl] }
      await needs.db.transact((tx) => send(tx, { accountId: follower.id, activity, inboxes }))
    },
    passOn: (activity, actor) => passOnChange(sending, activity, actor),
    refuseQuote: (refused) => refuseQuote(sending, refused),
    prune: () => pruneActivities(needs.db.sql, deliverActivity.kind),
  }
}
