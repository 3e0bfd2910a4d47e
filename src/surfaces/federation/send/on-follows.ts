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
  type DescribedActivity,
  describeBlock,
  describeFollow,
  describeFollowAnswer,
  describeUndo,
} from '../describe/index.ts'
import type { SendNeeds } from './needs.ts'
import { type SendTools, withdrawActivity } from './send-activity.ts'

type Sending = SendTools<Pick<SendNeeds, 'accounts' | 'clock'>>

/** What other servers are told about follows and blocks between people here and there. */
export function followReactions(sending: Sending): readonly Reaction[] {
  return [
    on(followRequested, async (events, tx) => {
      for (const { data } of events) {
        await tellFollowed(sending, tx, data, (activity) => ({ activity, id: data.followId }))
      }
    }),
    on(followEnded, async (events, tx) => {
      for (const { data } of events) {
        await withdrawActivity(tx, data.followId)
        await tellFollowed(sending, tx, data, (follow) => undo(sending, follow, data.followId))
      }
    }),
    on(followAccepted, async (events, tx) => {
      for (const { id, data } of events) await tellFollower(sending, tx, 'Accept', { ...data, answerId: id })
    }),
    on(followRejected, async (events, tx) => {
      for (const { id, data } of events) await tellFollower(sending, tx, 'Reject', { ...data, answerId: id })
    }),
    on(accountBlocked, async (events, tx) => {
      for (const { data } of events) {
        await tellBlocked(sending, tx, data, (activity) => ({ activity, id: data.blockId }))
      }
    }),
    on(accountUnblocked, async (events, tx) => {
      for (const { data } of events) {
        await withdrawActivity(tx, data.blockId)
        await tellBlocked(sending, tx, data, (block) => undo(sending, block, data.blockId))
      }
    }),
  ]
}

interface FollowFact {
  readonly followerId: AccountId
  readonly followedId: AccountId
  readonly followId: string
  readonly uri: string | null
}

interface Said {
  readonly activity: DescribedActivity
  readonly id?: string
  readonly after?: { readonly id: string; readonly runAt: Date }
}

type Shape = (activity: DescribedActivity) => Said

/** Not before what it takes back, which may be on its way. */
function undo({ needs }: Sending, activity: DescribedActivity, id: string): Said {
  return { activity: describeUndo(activity), after: { id, runAt: new Date(needs.clock.now()) } }
}

function tellFollowed(sending: Sending, tx: Transaction, fact: FollowFact, shape: Shape): Promise<void> {
  const { followerId, followedId, followId } = fact
  return tellOther(sending, tx, [followerId, followedId], ([follower, followed]) =>
    shape(describeFollow(sending.addresses, { follower, followed, followId })),
  )
}

function tellFollower(
  sending: Sending,
  tx: Transaction,
  type: 'Accept' | 'Reject',
  { followerId, followedId, followId, uri, answerId }: FollowFact & { answerId: string },
): Promise<void> {
  return tellOther(sending, tx, [followedId, followerId], ([followed, follower]) => ({
    activity: describeFollowAnswer(sending.addresses, {
      type,
      follower,
      followed,
      followUri: uri,
      followId,
      answerId,
    }),
  }))
}

function tellBlocked(
  sending: Sending,
  tx: Transaction,
  fact: { blockerId: AccountId; blockedId: AccountId; blockId: string },
  shape: Shape,
): Promise<void> {
  const { blockerId, blockedId, blockId } = fact
  return tellOther(sending, tx, [blockerId, blockedId], ([blocker, blocked]) =>
    shape(describeBlock(sending.addresses, { blocker, blocked, blockId })),
  )
}

/** Only where the first, who acts, lives here, and the second, who is told, lives elsewhere. */
async function tellOther(
  { needs, send }: Sending,
  tx: Transaction,
  [actorId, otherId]: readonly [AccountId, AccountId],
  describe: (pair: readonly [Account, Account]) => Said,
): Promise<void> {
  const accounts = await needs.accounts.findAccounts([actorId, otherId])
  const actor = accounts.get(actorId)
  const other = accounts.get(otherId)
  if (actor?.domain !== null || !other || other.domain === null || !other.inboxUrl) return
  await send(tx, { accountId: actor.id, ...describe([actor, other]), inboxes: { named: [other.inboxUrl] } })
}
