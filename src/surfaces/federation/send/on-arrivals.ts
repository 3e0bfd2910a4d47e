import type { Account, AccountId } from '#domain/accounts/index.ts'
import type { PostId, Visibility } from '#domain/posts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { type DescribedActivity, describeDelete } from '../describe/index.ts'
import { type Inboxes, type SendTools, withdrawActivity } from './send-activity.ts'

/** An arrival on its way to those servers among its post's that ask for it. */
export interface ToldArrival {
  readonly accountId: AccountId
  readonly postId: PostId
  readonly activity: DescribedActivity
  /** Those that the post goes to. */
  readonly inboxes: Inboxes
  readonly synchronise: boolean
}

/** With the Create of its post, and at each inbox after it. */
export async function tellArrival(tools: SendTools, tx: Transaction, told: ToldArrival): Promise<void> {
  const { postId, inboxes, ...plain } = told
  await tools.send(tx, {
    ...plain,
    id: arrivalFactId(postId),
    inboxes: await keepAsking(tools, tx, inboxes, 'wanted'),
    after: { id: postId, runAt: new Date(tools.needs.clock.now()) },
  })
}

/** That it says something else now, also to servers that were sent it and ask no more. */
export async function tellArrivalChange(tools: SendTools, tx: Transaction, told: ToldArrival): Promise<void> {
  const { postId: _postId, inboxes, ...plain } = told
  await tools.send(tx, { ...plain, inboxes: await keepAsking(tools, tx, inboxes, 'ever') })
}

/** With the end of its post; what has not been delivered yet never is. */
export async function tellArrivalEnd(
  tools: SendTools,
  tx: Transaction,
  gone: {
    post: { id: PostId; uri: null; visibility: Visibility }
    author: Account
    named: readonly Account[]
    inboxes: Inboxes
  },
): Promise<void> {
  await withdrawActivity(tx, arrivalFactId(gone.post.id))
  await tools.send(tx, {
    accountId: gone.author.id,
    activity: describeDelete(tools.addresses, gone, tools.addresses.arrival(gone.post.id)),
    inboxes: await keepAsking(tools, tx, gone.inboxes, 'ever'),
  })
}

/** A post is one fact that two activities tell: its Create has the id, its Arrive the negative of it. */
function arrivalFactId(postId: PostId): string {
  return `-${postId}`
}

async function keepAsking(
  { needs }: SendTools,
  tx: Transaction,
  { named, following = [] }: Inboxes,
  when: 'wanted' | 'ever',
): Promise<Inboxes> {
  const asking = await needs.peers.keepArrivalReaders(tx.sql, [...named, ...following], when)
  const isAsking = (inbox: string) => asking.has(inbox)
  return { named: named.filter(isAsking), following: following.filter(isAsking) }
}
