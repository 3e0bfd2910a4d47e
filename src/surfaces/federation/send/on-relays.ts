import type { Account, AccountId } from '#domain/accounts/index.ts'
import type { PostFact, PostId } from '#domain/posts/index.ts'
import { relayAdded, relayRemoved, relaySubscribed, relayUnsubscribed } from '#domain/relays/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { on, type Reaction, type RecordedEvent } from '#platform/events/index.ts'
import {
  type DescribedActivity,
  describeFollowBack,
  describePassingOn,
  describeRelayFollow,
  describeSubscriptionAnswer,
  describeUndo,
  relayActorUri,
} from '../describe/index.ts'
import { instanceActorUri } from '../fetch/index.ts'
import type { SendTools } from './send-activity.ts'
import { withdrawActivity } from './send-activity.ts'

/** What relays hear of this server, and those that it is a relay for. */
export function relayReactions({ needs, send }: SendTools): readonly Reaction[] {
  const { origin } = needs
  return [
    on(relayAdded, async (events, tx) => {
      const { id: accountId } = await needs.instanceActor.ensure()
      for (const { data } of events) {
        const activity = describeRelayFollow(origin, data)
        await send(tx, { accountId, activity, id: data.id, inboxes: { named: [data.inboxUrl] } })
      }
    }),
    on(relayRemoved, async (events, tx) => {
      const { id: accountId } = await needs.instanceActor.ensure()
      for (const { data } of events) {
        await withdrawActivity(tx, data.id)
        const activity = describeUndo(describeRelayFollow(origin, data))
        await send(tx, { accountId, activity, inboxes: { named: [data.inboxUrl] } })
      }
    }),
    on(relaySubscribed, async (events, tx) => {
      const { id: accountId } = await needs.relayActor.ensure()
      for (const { id, data } of events) {
        const inboxes = { named: [data.inboxUrl] }
        const activity = describeSubscriptionAnswer(origin, data, { type: 'Accept', answerId: id })
        await send(tx, { accountId, activity, inboxes })
        if (data.style === 'actor')
          await send(tx, { accountId, activity: describeFollowBack(origin, data), inboxes })
      }
    }),
    on(relayUnsubscribed, async (events, tx) => {
      const { id: accountId } = await needs.relayActor.ensure()
      for (const { id, data } of events) {
        const inboxes = { named: [data.inboxUrl] }
        const activity = describeSubscriptionAnswer(origin, data, { type: 'Reject', answerId: id })
        await send(tx, { accountId, activity, inboxes })
        if (data.style === 'actor')
          await send(tx, { accountId, activity: describeUndo(describeFollowBack(origin, data)), inboxes })
      }
    }),
  ]
}

/**
 * Lets relays hear of a public post of somebody here: of its activity, signed for those to whom the relay forwards it,
 * or by its address.
 * @param created the post, where it is new: relays that are followed by their actor hear of new ones alone
 */
export async function tellRelays(
  { needs, send }: SendTools,
  tx: Transaction,
  told: { accountId: AccountId; activity: DescribedActivity; created?: { id: PostId; uri: string } },
): Promise<void> {
  const { relays } = await needs.relays.getNetwork()
  const accepted = relays.filter(({ state }) => state === 'accepted')
  const inboxesOf = (style: 'inbox' | 'actor') =>
    accepted.filter((relay) => relay.style === style).map((relay) => relay.inboxUrl)
  const { accountId, activity, created } = told
  const following = inboxesOf('inbox')
  if (following.length > 0)
    await send(tx, { accountId, activity, inboxes: { named: [], following }, ldSignature: true })
  const announced = inboxesOf('actor')
  if (!created || announced.length === 0) return
  const actor = instanceActorUri(needs.origin)
  const passing = { id: created.id, object: created.uri, followers: `${actor}/followers` }
  await send(tx, {
    accountId: (await needs.instanceActor.ensure()).id,
    activity: describePassingOn(actor, passing),
    inboxes: { named: [], following: announced },
  })
}

/** What was published longer ago came by because somebody looked for it. */
const maxAgeMs = 24 * 3600 * 1000

/**
 * As a relay: what is new of people here and of subscribers goes to the other subscribers. Each post is published here
 * once, whichever way it came, so none is passed on twice or round in a circle.
 */
export async function passOnPublished(
  { needs, addresses, send }: SendTools,
  tx: Transaction,
  events: readonly RecordedEvent<PostFact>[],
): Promise<void> {
  const subscribers = await listSubscribers(needs)
  if (subscribers.length === 0) return
  const ids = events
    .filter(({ data }) => data.visibility === 'public' && data.boostOfId === null)
    .map(({ data }) => data.postId)
  if (ids.length === 0) return
  const views = await needs.posts.findViews(ids)
  const authors = await needs.accounts.findAccounts([...views.values()].map(({ post }) => post.accountId))
  const { id: accountId } = await needs.relayActor.ensure()
  const actor = relayActorUri(needs.origin)
  for (const { post } of views.values()) {
    const author = authors.get(post.accountId)
    const host = author && hostOf(author)
    const isNew = post.createdAt.getTime() > needs.clock.now() - maxAgeMs
    const isWanted = post.local || subscribers.some((one) => one.host === host)
    if (!author || !isNew || !isWanted || author.kind === 'application') continue
    const passing = { id: post.id, object: addresses.post(post), followers: `${actor}/followers` }
    const following = inboxesBut(subscribers, host)
    await send(tx, {
      accountId,
      activity: describePassingOn(actor, passing),
      inboxes: { named: [], following },
    })
  }
}

/**
 * As a relay: the change or end of a post of a subscriber, as its server has said it, where it carries the proof that
 * other servers ask for of what is passed on.
 */
export async function passOnChange(
  { needs, send }: SendTools,
  change: { type: string; json: { readonly [name: string]: unknown } },
  actor: Account,
): Promise<void> {
  if (change.type !== 'Update' && change.type !== 'Delete') return
  if (change.json['signature'] === undefined && change.json['proof'] === undefined) return
  const subscribers = await listSubscribers(needs)
  const host = hostOf(actor)
  const following = inboxesBut(subscribers, host)
  if (following.length === 0 || following.length === subscribers.length) return
  const { id: accountId } = await needs.relayActor.ensure()
  const activity = change.json as DescribedActivity
  await needs.db.transact((tx) => send(tx, { accountId, activity, inboxes: { named: [], following } }))
}

async function listSubscribers(needs: SendTools['needs']) {
  const { subscribers } = await needs.relays.getNetwork()
  return subscribers.filter(({ state }) => state === 'accepted')
}

function inboxesBut(subscribers: Awaited<ReturnType<typeof listSubscribers>>, host: string | undefined) {
  return subscribers.filter((one) => one.host !== host).map((one) => one.inboxUrl)
}

function hostOf(account: Account): string | undefined {
  return account.uri === null ? undefined : new URL(account.uri).host
}
