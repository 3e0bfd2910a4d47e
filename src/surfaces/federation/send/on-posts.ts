import { type Account, type AccountId, type Accounts, isActive } from '#domain/accounts/index.ts'
import {
  customEmojiOf,
  type PostFact,
  type PostId,
  postApproved,
  postDeleted,
  postEdited,
  postHidden,
  postLiked,
  postPinned,
  postPolicyChanged,
  postPublished,
  postUnliked,
  postUnpinned,
} from '#domain/posts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import {
  type DescribedActivity,
  describeAnnounce,
  describeArrival,
  describeArrivalUpdate,
  describeCreate,
  describeDelete,
  describeFacts,
  describeLike,
  describePin,
  describeRefresh,
  describeUndo,
  describeUpdate,
  type Facts,
  findFacts,
  type SentReaction,
} from '../describe/index.ts'
import type { SendNeeds } from './needs.ts'
import { tellArrival, tellArrivalChange, tellArrivalEnd } from './on-arrivals.ts'
import { passOnPublished, tellRelays } from './on-relays.ts'
import { type Inboxes, type SendTools, withdrawActivity } from './send-activity.ts'

type Sending = SendTools

/** What other servers are told about the posts, boosts and likes of people here. */
export function postReactions(sending: Sending): readonly Reaction[] {
  const { addresses } = sending
  return [
    on(postPublished, async (events, tx) => {
      const local = events.filter((event) => event.data.local).map((event) => event.data.postId)
      await tell(sending, tx, local, (facts) =>
        facts.kind === 'post'
          ? {
              activity: describeCreate(addresses, facts),
              id: facts.view.post.id,
              arrival: describeArrival(addresses, facts),
            }
          : { activity: describeAnnounce(addresses, facts), id: facts.boost.id },
      )
      await passOnPublished(sending, tx, events)
    }),
    on(postEdited, async (events, tx) => {
      const local = events.filter((event) => event.data.local).map((event) => event.data.postId)
      await tell(sending, tx, [...new Set(local)], (facts) =>
        facts.kind === 'post'
          ? {
              activity: describeUpdate(addresses, facts),
              arrival: describeArrivalUpdate(addresses, facts),
            }
          : undefined,
      )
    }),
    on(postPolicyChanged, async (events, tx) => {
      for (const { id, data } of events) {
        await tell(sending, tx, [data.postId], (facts) =>
          facts.kind === 'post' ? { activity: describeRefresh(addresses, facts, `policy/${id}`) } : undefined,
        )
      }
    }),
    // Once more, with the consent: whoever did not take it without takes it now, and to all others it is known.
    on(postApproved, async (events, tx) => {
      await tell(sending, tx, [...new Set(events.map((event) => event.data.postId))], (facts) => ({
        activity: describeFacts(addresses, facts),
      }))
    }),
    on(postDeleted, async (events, tx) => {
      for (const { data } of events) {
        if (!data.local) continue
        await withdrawActivity(tx, data.postId)
        await tellOfEnd(sending, tx, data)
      }
    }),
    // To other servers it ends as if it were deleted: no other activity makes them forget.
    on(postHidden, async (events, tx) => {
      for (const { data } of events) {
        await withdrawActivity(tx, data.postId)
        await tellOfEnd(sending, tx, data)
      }
    }),
    on(postLiked, async (events, tx) => {
      for (const { data } of events) {
        await tellOfLike(sending, tx, data, (activity) => ({ activity, id: data.likeId }))
      }
    }),
    ...([postPinned, postUnpinned] as const).map((event) =>
      on(event, async (events, tx) => {
        const type = event === postPinned ? 'Add' : 'Remove'
        for (const { id, data } of events) if (data.local) await tellOfPin(sending, tx, { type, id, ...data })
      }),
    ),
    on(postUnliked, async (events, tx) => {
      for (const { data } of events) {
        await withdrawActivity(tx, data.likeId)
        await tellOfLike(sending, tx, data, (like) => ({ activity: describeUndo(like) }))
      }
    }),
  ]
}

interface Told {
  readonly activity: DescribedActivity
  readonly id?: string
  /** The same in its own form, for servers that ask for it. */
  readonly arrival?: DescribedActivity | undefined
}

async function tell(
  sending: Sending,
  tx: Transaction,
  postIds: readonly PostId[],
  describe: (facts: Facts) => Told | undefined,
): Promise<void> {
  const found = await findFacts(sending.needs, postIds)
  for (const facts of found.values()) {
    const author = facts.kind === 'post' ? facts.author : facts.booster
    const told = describe(facts)
    if (!told || !isActive(author)) continue
    const inboxes = await inboxesOf(sending.needs, facts)
    const { visibility } = facts.kind === 'post' ? facts.view.post : facts.boost
    const synchronise = visibility === 'followers'
    const { arrival, ...plain } = told
    await sending.send(tx, { accountId: author.id, ...plain, inboxes, synchronise })
    if (arrival && facts.kind === 'post') {
      const tellIt = told.id === undefined ? tellArrivalChange : tellArrival
      const postId = facts.view.post.id
      await tellIt(sending, tx, { accountId: author.id, postId, activity: arrival, inboxes, synchronise })
    }
    if (facts.kind === 'post' && visibility === 'public') {
      const { post } = facts.view
      const created = told.id === undefined ? undefined : { id: post.id, uri: sending.addresses.post(post) }
      await tellRelays(sending, tx, {
        accountId: author.id,
        activity: told.activity,
        ...(created && { created }),
      })
    }
  }
}

/**
 * Whoever the audience names, and no others (R14): followers unless the post is direct; the mentioned always; who is
 * answered only where everybody may read it anyway.
 */
export async function inboxesOf(needs: SendNeeds, facts: Facts): Promise<Inboxes> {
  if (facts.kind === 'boost') {
    const following = await needs.relationships.listFollowerInboxes(facts.booster.id)
    return { named: inboxOf(facts.boostedAuthor, following), following }
  }
  const { post, mentions } = facts.view
  const isDirect = post.visibility === 'direct'
  const following = isDirect ? [] : await needs.relationships.listFollowerInboxes(post.accountId)
  const named = mentions.flatMap((mention) => inboxOf(facts.mentioned.get(mention.accountId), following))
  const isOpen = post.visibility === 'public' || post.visibility === 'unlisted'
  const answered =
    isOpen && post.replyToAccountId ? await needs.accounts.findAccount(post.replyToAccountId) : undefined
  return { named: [...named, ...inboxOf(answered, following)], following }
}

/** Where an account elsewhere is reached: its server's shared inbox where that gets the same anyway, else its own. */
export function inboxOf(account: Account | undefined, following: readonly string[]): string[] {
  if (!account?.inboxUrl || account.domain === null || account.deletedAt) return []
  const { sharedInboxUrl } = account
  return [sharedInboxUrl && following.includes(sharedInboxUrl) ? sharedInboxUrl : account.inboxUrl]
}

type EndFact = PostFact & {
  uri: string | null
  mentionedIds: readonly AccountId[]
  hasFooter?: true
}

async function tellOfEnd(sending: Sending, tx: Transaction, fact: EndFact): Promise<void> {
  const { needs, addresses, send } = sending
  const author = await needs.accounts.findAccount(fact.authorId)
  // The end of an account says it for all its posts.
  if (!author || author.deletedAt) return
  const isDirect = fact.visibility === 'direct'
  const following = isDirect ? [] : await needs.relationships.listFollowerInboxes(author.id)
  const post = { id: fact.postId, uri: null, visibility: fact.visibility }
  if (fact.boostOfId) {
    const activity = await describeUnboost({ needs, addresses }, fact, author)
    if (activity) {
      const named = inboxOf(activity.boostedAuthor, following)
      await send(tx, { accountId: author.id, activity: activity.undo, inboxes: { named, following } })
    }
    return
  }
  const mentioned = await listAccounts(needs.accounts, fact.mentionedIds)
  const activity = describeDelete(addresses, { post, author, named: mentioned })
  const named = mentioned.flatMap((account) => inboxOf(account, following))
  const inboxes = { named, following }
  await send(tx, { accountId: author.id, activity, inboxes })
  if (fact.hasFooter) await tellArrivalEnd(sending, tx, { post, author, named: mentioned, inboxes })
  if (fact.visibility === 'public') await tellRelays(sending, tx, { accountId: author.id, activity })
}

/** @returns undefined when what was boosted is gone as well: its own Delete says enough. */
async function describeUnboost(
  { needs, addresses }: Pick<Sending, 'needs' | 'addresses'>,
  fact: EndFact,
  booster: Account,
): Promise<{ undo: DescribedActivity; boostedAuthor: Account } | undefined> {
  if (!fact.boostOfId) return undefined
  const boosted = (await needs.posts.findViews([fact.boostOfId])).get(fact.boostOfId)?.post
  const boostedAuthor = boosted && (await needs.accounts.findAccount(boosted.accountId))
  if (!boostedAuthor) return undefined
  const boost = { id: fact.postId, visibility: fact.visibility, createdAt: new Date(needs.clock.now()) }
  return {
    undo: describeUndo(describeAnnounce(addresses, { boost, booster, boosted, boostedAuthor })),
    boostedAuthor,
  }
}

async function listAccounts(
  accounts: Pick<Accounts, 'findAccounts'>,
  ids: readonly AccountId[],
): Promise<Account[]> {
  if (ids.length === 0) return []
  return [...(await accounts.findAccounts(ids)).values()]
}

/** What everybody's profile shows first, its followers' servers learn of. */
async function tellOfPin(
  { needs, addresses, send }: Sending,
  tx: Transaction,
  pin: {
    type: 'Add' | 'Remove'
    id: string
    postId: PostId
    authorId: AccountId
    visibility: PostFact['visibility']
  },
): Promise<void> {
  const author = await needs.accounts.findAccount(pin.authorId)
  if (!author || !isActive(author)) return
  const post = { id: pin.postId, uri: null, visibility: pin.visibility }
  const activity = describePin(addresses, { type: pin.type, id: pin.id, author, post })
  const following = await needs.relationships.listFollowerInboxes(author.id)
  await send(tx, { accountId: author.id, activity, inboxes: { named: [], following } })
}

/** A custom emoji goes with its picture; one that is gone is sent by its name alone. */
async function findSent({ emojis }: SendNeeds, name: string): Promise<SentReaction> {
  const custom = customEmojiOf(name)
  if (!custom) return { name }
  const wanted = { domain: custom.domain, names: [custom.shortcode] }
  const [emoji] = (await emojis.find([wanted]))(wanted)
  return { name, emoji }
}

/** A like by somebody here of a post from elsewhere; its author's server alone is told. */
async function tellOfLike(
  { needs, addresses, send }: Sending,
  tx: Transaction,
  fact: { accountId: AccountId; postId: PostId; authorId: AccountId; likeId: string; reaction?: string },
  shape: (like: DescribedActivity) => { activity: DescribedActivity; id?: string },
): Promise<void> {
  const accounts = await needs.accounts.findAccounts([fact.accountId, fact.authorId])
  const actor = accounts.get(fact.accountId)
  const author = accounts.get(fact.authorId)
  if (!actor || actor.domain !== null || actor.deletedAt || !author || author.domain === null) return
  const post = (await needs.posts.findViews([fact.postId])).get(fact.postId)?.post
  if (!post) return
  const reaction = fact.reaction === undefined ? undefined : await findSent(needs, fact.reaction)
  const like = describeLike(addresses, {
    actor,
    likeId: fact.likeId,
    post,
    author,
    ...(reaction && { reaction }),
  })
  await send(tx, { accountId: actor.id, ...shape(like), inboxes: { named: inboxOf(author, []) } })
}
