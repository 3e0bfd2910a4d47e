import { type Account, localAddresses } from '#domain/accounts/index.ts'
import type { Emoji } from '#domain/emojis/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { instanceActorUri, type PublicKeys } from '../fetch/index.ts'
import { activityStreams, publicCollection } from '../vocabulary.ts'
import type { Addresses } from './addresses.ts'
import { describeAudience } from './audience.ts'
import { postContext } from './context.ts'
import { type ActorFacts, describeActor, describeServerActor } from './describe-actor.ts'
import { describeEmoji } from './describe-emoji.ts'
import { audienceOf, changedAt, describePost, type PostFacts } from './describe-post.ts'

/** An activity as it is delivered or served: plain JSON with an id. */
export interface DescribedActivity {
  readonly '@context': unknown
  readonly id: string
  readonly type: string
  readonly actor: string
  readonly [member: string]: unknown
}

type Actor = Pick<Account, 'uri' | 'username' | 'kind'>

/** The publishing of a post. */
export function describeCreate(addresses: Addresses, facts: PostFacts): DescribedActivity {
  const { post } = facts.view
  return {
    '@context': postContext,
    id: addresses.activity(post.id),
    type: 'Create',
    actor: addresses.actor(facts.author),
    published: post.createdAt.toISOString(),
    ...audienceOf(addresses, facts),
    object: describePost(addresses, facts),
  }
}

/** The post as it is now; each edit has an id of its own. */
export function describeUpdate(addresses: Addresses, facts: PostFacts): DescribedActivity {
  const { post } = facts.view
  const at = changedAt(post) ?? post.createdAt
  return {
    '@context': postContext,
    id: `${addresses.post(post)}#updates/${at.getTime()}`,
    type: 'Update',
    actor: addresses.actor(facts.author),
    published: at.toISOString(),
    ...audienceOf(addresses, facts),
    object: describePost(addresses, facts),
  }
}

/** How the poll of a post stands at `at`: nothing of the post was changed, so `updated` tells of nothing. */
export function describeCounts(addresses: Addresses, facts: PostFacts, at: Date): DescribedActivity {
  return {
    ...describeUpdate(addresses, facts),
    id: `${addresses.post(facts.view.post)}#updates/polls/${at.getTime()}`,
    published: at.toISOString(),
  }
}

/** The post as it is known, where something beside its text is new. @param cause makes such activities differ */
export function describeRefresh(addresses: Addresses, facts: PostFacts, cause: string): DescribedActivity {
  const id = `${addresses.post(facts.view.post)}#updates/${cause}`
  return { ...describeUpdate(addresses, facts), id }
}

export interface BoostFacts {
  readonly boost: Pick<Post, 'id' | 'visibility' | 'createdAt'>
  readonly booster: Account
  readonly boosted: Pick<Post, 'id' | 'uri'>
  readonly boostedAuthor: Account
  /** Where that author says that it is welcome. */
  readonly approvedBy?: string | undefined
}

export function describeAnnounce(addresses: Addresses, facts: BoostFacts): DescribedActivity {
  const { boost, booster, boosted, boostedAuthor, approvedBy } = facts
  return {
    '@context': approvedBy === undefined ? activityStreams : postContext,
    id: addresses.activity(boost.id),
    type: 'Announce',
    actor: addresses.actor(booster),
    published: boost.createdAt.toISOString(),
    ...describeAudience(boost.visibility, {
      followers: addresses.followers(booster) ?? addresses.actor(booster),
      named: [addresses.actor(boostedAuthor)],
    }),
    object: addresses.post(boosted),
    ...(approvedBy !== undefined && { approvedBy, announceAuthorization: approvedBy }),
  }
}

/**
 * The end of a post: what stands at its address from now on.
 * @param id by default the post's own; that of its arrival ends with it
 */
export function describeDelete(
  addresses: Addresses,
  gone: { post: Pick<Post, 'id' | 'uri' | 'visibility'>; author: Account; named: readonly Actor[] },
  id: string = addresses.post(gone.post),
): DescribedActivity {
  return {
    '@context': activityStreams,
    id: `${id}#delete`,
    type: 'Delete',
    actor: addresses.actor(gone.author),
    ...describeAudience(gone.post.visibility, {
      followers: addresses.followers(gone.author) ?? addresses.actor(gone.author),
      named: gone.named.map((account) => addresses.actor(account)),
    }),
    object: { id, type: 'Tombstone' },
  }
}

/** A post becomes the first to be seen on its author's profile, or no longer is: a change of the featured collection. */
export function describePin(
  addresses: Addresses,
  pin: { type: 'Add' | 'Remove'; author: Account; post: Pick<Post, 'id' | 'uri' | 'visibility'>; id: string },
): DescribedActivity {
  const target = localAddresses(addresses.origin, pin.author.username).featured
  return {
    '@context': activityStreams,
    id: `${target}#${pin.type.toLowerCase()}/${pin.id}`,
    type: pin.type,
    actor: addresses.actor(pin.author),
    ...describeAudience(pin.post.visibility, {
      followers: addresses.followers(pin.author) ?? addresses.actor(pin.author),
      named: [],
    }),
    object: addresses.post(pin.post),
    target,
  }
}

/** A simple act of one actor upon something of another, addressed to that one. */
function describeAct(
  addresses: Addresses,
  act: { id: string; type: string; actor: Actor; object: unknown; to: readonly string[] },
): DescribedActivity {
  return {
    '@context': activityStreams,
    id: act.id,
    type: act.type,
    actor: addresses.actor(act.actor),
    to: act.to,
    object: act.object,
  }
}

export function describeFollow(
  addresses: Addresses,
  { follower, followed, followId }: { follower: Actor; followed: Actor; followId: string },
): DescribedActivity {
  const object = addresses.actor(followed)
  const id = addresses.follow(follower, followId)
  return describeAct(addresses, { id, type: 'Follow', actor: follower, object, to: [object] })
}

/**
 * The answer to a Follow of another server, which is named by the id that it came with.
 * @param answerId makes answers differ: one that is sent again must not pass for a duplicate
 */
export function describeFollowAnswer(
  addresses: Addresses,
  answer: {
    type: 'Accept' | 'Reject'
    follower: Actor
    followed: Actor
    followUri: string | null
    followId: string
    answerId: string
  },
): DescribedActivity {
  const follower = addresses.actor(answer.follower)
  const followed = addresses.actor(answer.followed)
  const id = `${followed}#${answer.type === 'Accept' ? 'accepts' : 'rejects'}/follows/${answer.followId}/${answer.answerId}`
  const object = {
    id: answer.followUri ?? `${follower}#follows/${answer.followId}`,
    type: 'Follow',
    actor: follower,
    object: followed,
  }
  return describeAct(addresses, { id, type: answer.type, actor: answer.followed, object, to: [follower] })
}

export function describeLike(
  addresses: Addresses,
  like: {
    actor: Actor
    likeId: string
    post: Pick<Post, 'id' | 'uri'>
    author: Actor
    reaction?: SentReaction
  },
): DescribedActivity {
  const described = describeAct(addresses, {
    id: `${addresses.actor(like.actor)}#likes/${like.likeId}`,
    type: 'Like',
    actor: like.actor,
    object: addresses.post(like.post),
    to: [addresses.actor(like.author)],
  })
  return like.reaction ? { ...described, ...describeReaction(addresses, like.reaction) } : described
}

/** An emoji of a like, with its picture where it is a custom one. */
export interface SentReaction {
  readonly name: string
  readonly emoji?: Emoji | undefined
}

/** What Misskey, Pleroma and their forks show as a reaction, and all others as a like. */
function describeReaction(addresses: Addresses, { name, emoji }: SentReaction) {
  const content = emoji ? `:${emoji.shortcode}:` : name
  const tag = emoji ? describeEmoji(addresses, emoji) : []
  return { '@context': postContext, content, _misskey_reaction: content, ...(tag.length > 0 && { tag }) }
}

/** A report, as Mastodon sends it: the account first, then its posts. */
export function describeFlag(
  addresses: Addresses,
  flag: { id: string; target: Actor; posts: readonly Pick<Post, 'id' | 'uri'>[]; comment: string },
): DescribedActivity {
  const target = addresses.actor(flag.target)
  const actor = instanceActorUri(addresses.origin)
  return {
    '@context': activityStreams,
    id: `${actor}#flags/${flag.id}`,
    type: 'Flag',
    actor,
    to: [target],
    content: flag.comment,
    object: [target, ...flag.posts.map((post) => addresses.post(post))],
  }
}

export function describeBlock(
  addresses: Addresses,
  { blocker, blocked, blockId }: { blocker: Actor; blocked: Actor; blockId: string },
): DescribedActivity {
  const object = addresses.actor(blocked)
  const id = `${addresses.actor(blocker)}#blocks/${blockId}`
  return describeAct(addresses, { id, type: 'Block', actor: blocker, object, to: [object] })
}

/** Takes an act back. The act is embedded, because most servers look into it rather than at its id. */
export function describeUndo({ '@context': context, ...act }: DescribedActivity): DescribedActivity {
  return {
    '@context': context,
    id: `${act.id}${act.id.includes('#') ? '/' : '#'}undo`,
    type: 'Undo',
    actor: act.actor,
    ...('to' in act && { to: act['to'] }),
    ...('cc' in act && { cc: act['cc'] }),
    object: act,
  }
}

/** A profile as it is now. */
export function describeActorUpdate(
  addresses: Addresses,
  account: Account,
  more: ActorFacts,
): DescribedActivity {
  const { '@context': context, ...actor } = describeActor(addresses, account, more)
  return {
    '@context': context,
    // Its key may be new where nothing else is.
    id: `${actor.id}#updates/${account.updatedAt.getTime()}/${new URL(more.keys.keyId).hash.slice(1)}`,
    type: 'Update',
    actor: actor.id,
    to: [publicCollection],
    cc: [actor.followers],
    object: actor,
  }
}

/** One of the server's own actors as it is now: nothing of it changes but its key. */
export function describeServerActorUpdate(
  addresses: Addresses,
  account: Account,
  key: PublicKeys,
): DescribedActivity {
  const { '@context': context, ...actor } = describeServerActor(addresses.origin, account.username, key)
  return {
    '@context': context,
    id: `${actor.id}#updates/${new URL(key.keyId).hash.slice(1)}`,
    type: 'Update',
    actor: actor.id,
    to: [publicCollection],
    object: actor,
  }
}

/** An account goes on as another one; whoever follows it is asked to follow that one. */
export function describeMove(
  addresses: Addresses,
  { account, target }: { account: Account; target: Actor },
): DescribedActivity {
  const actor = addresses.actor(account)
  return {
    '@context': activityStreams,
    id: `${actor}#moves/${account.movedToId ?? '0'}`,
    type: 'Move',
    actor,
    to: [addresses.followers(account) ?? actor],
    object: actor,
    target: addresses.actor(target),
  }
}

export function describeActorDelete(addresses: Addresses, account: Account): DescribedActivity {
  const actor = addresses.actor(account)
  return {
    '@context': activityStreams,
    id: `${actor}#delete`,
    type: 'Delete',
    actor,
    to: [publicCollection],
    object: actor,
  }
}
