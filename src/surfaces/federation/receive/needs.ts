import type { Account, AccountId, Accounts } from '#domain/accounts/index.ts'
import type { RemoteAsk } from '#domain/checkins/index.ts'
import type { Emojis } from '#domain/emojis/index.ts'
import type { Moderation } from '#domain/moderation/index.ts'
import type { Polls } from '#domain/polls/index.ts'
import type { Addition, Post, PostId, Posts, Visibility } from '#domain/posts/index.ts'
import type { Quotes } from '#domain/quotes/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Relays } from '#domain/relays/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { Fetching } from '../fetch/index.ts'
import type { IdentifySigner } from '../identify-signer.ts'
import type { Peers } from '../peers.ts'
import type { Json } from '../read-json.ts'
import type { Activity } from './parse-activity.ts'

/** What taking in an activity needs, once it is known to be true. */
export interface ReceiveNeeds {
  readonly db: Database
  readonly clock: Clock
  readonly jobs: JobQueue
  readonly log: Log
  readonly origin: string
  readonly fetching: Pick<Fetching, 'fetchDocument' | 'resolve'>
  readonly accounts: Pick<
    Accounts,
    | 'findAccount'
    | 'findAccounts'
    | 'findByUri'
    | 'findByUris'
    | 'findByHandle'
    | 'deleteAccount'
    | 'recordMove'
  >
  readonly relationships: Pick<
    Relationships,
    | 'requestFollow'
    | 'requestFollows'
    | 'acceptFollow'
    | 'rejectFollow'
    | 'endFollow'
    | 'blockAccount'
    | 'unblockAccount'
    | 'findFollow'
    | 'findFollowByUri'
    | 'listLocalFollowerIds'
  >
  readonly posts: Pick<
    Posts,
    | 'receivePost'
    | 'receivePosts'
    | 'receiveEdit'
    | 'receiveCounts'
    | 'receiveDelete'
    | 'receiveQuotePolicy'
    | 'takeApproval'
    | 'boostPost'
    | 'boostPosts'
    | 'unboostPost'
    | 'likePost'
    | 'likePosts'
    | 'unlikePost'
    | 'findBoost'
    | 'findBoosts'
    | 'findPostByUri'
    | 'findPostsByUri'
    | 'findVisible'
    | 'listPins'
    | 'pinPost'
    | 'unpinPost'
  >
  readonly emojis: Pick<Emojis, 'saveRemote'>
  readonly quotes: Pick<
    Quotes,
    | 'approveQuote'
    | 'endApproval'
    | 'findByPosts'
    | 'mayQuote'
    | 'receiveQuote'
    | 'refreshQuote'
    | 'takeAnswer'
  >
  readonly polls: Pick<Polls, 'castVote' | 'findByPosts' | 'receiveCounts' | 'receivePoll' | 'removePoll'>
  /** What a check-in adds to a post; undefined where the document tells of no place that may be believed. */
  readonly receiveCheckin: ReceiveCheckin
  /** Questions whether a check-in may name somebody, and answers to those of this server. */
  readonly companions: {
    ask(ask: RemoteAsk): Promise<boolean>
    takeBack(uri: string, authorId: AccountId): Promise<boolean>
    answer(postId: PostId, companionId: AccountId, yes: boolean): Promise<boolean>
  }
  /** Makes the account of a place or neighbourhood last, because somebody follows it. */
  readonly placeAccounts: { ensure(username: string): Promise<Account | undefined> }
  readonly relays: Pick<Relays, 'endSubscription' | 'getNetwork' | 'takeRelayAnswer' | 'takeSubscription'>
  /** Passes an act on to those that this server is a relay for, where it was proven to others by its own actor. */
  readonly passOn: (activity: Activity, actor: Account) => Promise<void>
  readonly fileReport: Moderation['fileReport']
  /** Tells a remote follower no, where there is no follow whose end could be announced. */
  readonly refuseFollow: (refusal: {
    follower: Account
    followed: Account
    followUri: string
  }) => Promise<void>
  /** Tells somebody elsewhere that a post of this server may not be quoted. */
  readonly refuseQuote: (refused: {
    requestUri: string
    quoter: Account
    quoted: Post
    quotingUri: string
  }) => Promise<void>
  /** Tells another server that somebody here does not follow, where there is no follow whose end could be announced. */
  readonly endStrayFollow: (pair: { follower: Account; followed: Account }) => Promise<void>
}

export type ReceiveCheckin = (post: {
  json: Json
  author: Account
  visibility: Visibility
  publishedAt: Date
}) => Promise<Addition | undefined>

/** An activity that is believed to be its actor's, as it came. */
export interface Arrived {
  /** By what a repetition is known (`duplicateKey`). */
  readonly key: Buffer
  readonly actorUri: string
  readonly body: string
}

/**
 * Stores an activity for good: with all that arrive at the same time in one commit.
 * @returns `full` when so many wait that it must be sent again later
 */
export type TakeIn = (arrived: Arrived) => Promise<'stored' | 'full'>

/** What relays pass on, by others than who said it. */
export interface TakeRelayed {
  /** Whether somebody at this origin is a relay that agreed, or a relay's subscriber; from memory. */
  mayCome(origin: string | undefined): Promise<boolean>
  /**
   * Takes what a relay has sent, if it is something passed on: to be fetched for good before 202 is said.
   * @param signerUri whose key has signed the request
   * @returns false where it is to be dealt with as any other activity
   */
  take(activity: Activity, signerUri: string): Promise<boolean>
}

/** What the inbox needs before anything is believed. */
export interface InboxNeeds {
  readonly clock: Clock
  readonly origin: string
  readonly takeIn: TakeIn
  readonly peers: Pick<Peers, 'isBlocked' | 'recordHeard'>
  readonly findKey: Pick<Fetching['findKey'], 'known' | 'fetch'>
  readonly relayed: TakeRelayed
  readonly identifySigner: IdentifySigner
  /** Looks at what a sender says of its followers here. */
  readonly noticeSynchronisation: (actorUri: string, header: string) => Promise<void>
}
