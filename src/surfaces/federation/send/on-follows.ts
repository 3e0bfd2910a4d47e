import type { Account, AccountId } from '#domain/accounts/index.ts'
import {
  accountBlocked,
  accountUnblocked,
  followAccepted,
  followEnded,
  followRejected,
  followRequested,
} from '#domain/relationships/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import {
  type Addresses,
  type DescribedActivity,
  describeBlock,
  describeFollow,
  describeFollowAnswer,
  describeUndo,
} from '../describe/index.ts'
import type { SendNeeds } from './needs.ts'
import { type SendActivity, withdrawActivity } from './send-activity.ts'

interface Sending {
  readonly needs: Pick<SendNeeds, 'accounts'>
  readonly addresses: Addresses
  readonly send: SendActivity
}

/** What other servers are told about follows and blocks between people here and there. */
export function followReactions(sending: Sending): readonly Reaction[] {
  const { addresses } = sending
  return [
    on(followRequested, async (events, tx) => {
      for (const { data } of events) {
        await tellOther(sending, tx, [data.followerId, data.followedId], ([follower, followed]) => ({
          activity: describeFollow(addresses, { follower, followed, followId: data.followId }),
          id: data.followId,
        }))
      }
    }),
    on(followAccepted, async (events, tx) => {
      for (const { id, data } of events) {
        await tellOther(sending, tx, [data.followedId, data.followerId], ([followed, follower]) => ({
          activity: describeFollowAnswer(addresses, {
            type: 'Accept',
            follower,
            followed,
            followUri: data.uri,
            followId: data.followId,
            answerId: id,
          }),
        }))
      }
    }),
    on(followRejected, async (events, tx) => {
      for (const { id, data } of events) {
        await tellOther(sending, tx, [data.followedId, data.followerId], ([followed, follower]) => ({
          activity: describeFollowAnswer(addresses, {
            type: 'Reject',
            follower,
            followed,
            followUri: data.uri,
            followId: data.followId,
            answerId: id,
          }),
        }))
      }
    }),
    on(followEnded, async (events, tx) => {
      for (const { data } of events) {
        await withdrawActivity(tx, data.followId)
        await tellOther(sending, tx, [data.followerId, data.followedId], ([follower, followed]) => ({
          activity: describeUndo(describeFollow(addresses, { follower, followed, followId: data.followId })),
        }))
      }
    }),
    on(accountBlocked, async (events, tx) => {
      for (const { data } of events) {
        await tellOther(sending, tx, [data.blockerId, data.blockedId], ([blocker, blocked]) => ({
          activity: describeBlock(addresses, { blocker, blocked, blockId: data.blockId }),
          id: data.blockId,
        }))
      }
    }),
    on(accountUnblocked, async (events, tx) => {
      for (const { data } of events) {
        await withdrawActivity(tx, data.blockId)
        await tellOther(sending, tx, [data.blockerId, data.blockedId], ([blocker, blocked]) => ({
          activity: describeUndo(describeBlock(addresses, { blocker, blocked, blockId: data.blockId })),
        }))
      }
    }),
  ]
}

/** Only where the first, who acts, lives here, and the second, who is told, lives elsewhere. */
async function tellOther(
  { needs, send }: Sending,
  tx: Transaction,
  [actorId, otherId]: readonly [AccountId, AccountId],
  describe: (pair: readonly [Account, Account]) => { activity: DescribedActivity; id?: string },
): Promise<void> {
  const accounts = await needs.accounts.findAccounts([actorId, otherId])
  const actor = accounts.get(actorId)
  const other = accounts.get(otherId)
  if (actor?.domain !== null || !other || other.domain === null || !other.inboxUrl) return
  await send(tx, { accountId: actor.id, ...describe([actor, other]), inboxes: { named: [other.inboxUrl] } })
}
