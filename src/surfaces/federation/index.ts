import type { Account, AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Emojis } from '#domain/emojis/index.ts'
import type { Moderation } from '#domain/moderation/index.ts'
import type { Polls } from '#domain/polls/index.ts'
import type { Post, PostId, Posts } from '#domain/posts/index.ts'
import type { Quotes } from '#domain/quotes/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Relays } from '#domain/relays/index.ts'
import type { Consumer } from '#platform/events/index.ts'
import type { HttpServer } from '#platform/http-server/index.ts'
import type { JobHandler, JobType } from '#platform/jobs/index.ts'
import type { Log } from '#platform/log/index.ts'
import { defineCompleting } from './complete/index.ts'
import { mountDescriptions, type ServeNeeds } from './describe/index.ts'
import { type DiscoverNeeds, mountDiscovery } from './discover/index.ts'
import {
  createResolveUrl,
  defineFetching,
  type Fetching,
  type FetchNeeds,
  type Handle,
  type Resolved,
} from './fetch/index.ts'
import { fetchNodeInfo, handleNodeInfo, refreshNodeInfo } from './fetch-node-info.ts'
import { createIdentifySigner } from './identify-signer.ts'
import { defineMigration, type Migration } from './migrate-account.ts'
import { handleMoves, moveFollowers } from './move-followers.ts'
import { definePeerViews, type PeerViews } from './peer-view.ts'
import { definePeers, type Peers, type PeersNeeds } from './peers.ts'
import {
  createPrecedence,
  createRefreshPins,
  createRefreshPoll,
  createTakeIn,
  createTakePost,
  fetchPins,
  handleActivities,
  handleFetchingPins,
  handleSynchronisation,
  mountInbox,
  noticeSynchronisation,
  processActivity,
  processAfterFetching,
  pruneInbox,
  type ReceiveCheckin,
  type ReceiveNeeds,
  startBudget,
  synchroniseFollowers,
} from './receive/index.ts'
import {
  createTakeRelayed,
  defineRelaying,
  fetchRelayed,
  handleRelayed,
  type Relaying,
} from './relaying/index.ts'
import { defineSending, type SendNeeds } from './send/index.ts'

export { type ArchiveNeeds, describeArchive } from './archive/index.ts'
export { type DescribedCheckin, describePlace } from './describe/index.ts'
export { describeDiscovery } from './discover/index.ts'
export type { Handle, Resolved } from './fetch/index.ts'
export { defineMigration } from './migrate-account.ts'
export { definePeerViews } from './peer-view.ts'
export { parseAbout, parseLocation, type ReceiveCheckin } from './receive/index.ts'
export { defineRelaying } from './relaying/index.ts'

/**
 * What this server knows of others before it knows of any posts: made first, because the posts room needs
 * `lookUpRemote` for mentions.
 */
export interface RemoteAccounts extends Fetching {
  readonly peers: Peers
}

export function defineRemoteAccounts(needs: Omit<FetchNeeds, 'peers'>): RemoteAccounts {
  const peers = definePeers(needs)
  return { ...defineFetching({ ...needs, peers }), peers }
}

export interface FederationNeeds
  extends Omit<
      ServeNeeds,
      | 'accounts'
      | 'polls'
      | 'posts'
      | 'quotes'
      | 'instanceActor'
      | 'identifySigner'
      | 'peers'
      | 'placeAccounts'
      | 'relayActor'
    >,
    Omit<DiscoverNeeds, 'accounts' | 'placeAccounts'>,
    Omit<
      SendNeeds,
      | 'accounts'
      | 'findReport'
      | 'instanceActor'
      | 'peers'
      | 'polls'
      | 'posts'
      | 'quotes'
      | 'relationships'
      | 'relayActor'
      | 'relays'
    > {
  readonly log: Log
  readonly remote: RemoteAccounts
  readonly policies: PeersNeeds['policies']
  readonly accounts: Pick<
    Accounts,
    | 'deleteAccount'
    | 'findAccount'
    | 'findAccounts'
    | 'findByHandle'
    | 'findByUri'
    | 'findByUris'
    | 'findCounters'
    | 'findOwnKey'
    | 'getObjectKey'
    | 'listDomains'
    | 'listOwnKeys'
    | 'recordMove'
    | 'saveRemoteCounts'
    | 'updateProfile'
  >
  readonly relationships: Pick<
    Relationships,
    | 'acceptFollow'
    | 'blockAccount'
    | 'endFollow'
    | 'findFollow'
    | 'findFollowByUri'
    | 'listFollowerInboxes'
    | 'listFollows'
    | 'listLocalFollowerIds'
    | 'listRemoteFollowerUris'
    | 'rejectFollow'
    | 'requestFollow'
    | 'requestFollows'
    | 'unblockAccount'
  >
  readonly posts: Pick<
    Posts,
    | 'boostPost'
    | 'boostPosts'
    | 'findBoost'
    | 'findBoosts'
    | 'findOverlays'
    | 'findPost'
    | 'findPostByUri'
    | 'findPostsByUri'
    | 'findViews'
    | 'findApprovals'
    | 'takeApproval'
    | 'findVisible'
    | 'keepVisible'
    | 'likePost'
    | 'likePosts'
    | 'listOutboxIds'
    | 'listPins'
    | 'pinPost'
    | 'receiveCounts'
    | 'receiveDelete'
    | 'receiveQuotePolicy'
    | 'receiveEdit'
    | 'receivePost'
    | 'receivePosts'
    | 'unboostPost'
    | 'unlikePost'
    | 'unpinPost'
  >
  readonly relays: Pick<
    Relays,
    | 'addRelay'
    | 'approveSubscriber'
    | 'endSubscription'
    | 'getNetwork'
    | 'removeRelay'
    | 'removeSubscriber'
    | 'takeRelayAnswer'
    | 'takeSubscription'
  >
  readonly moderation: Pick<Moderation, 'fileReport' | 'findReport'>
  readonly placeAccounts: ReceiveNeeds['placeAccounts'] & ServeNeeds['placeAccounts']
  readonly emojis: Pick<Emojis, 'find' | 'saveRemote'>
  readonly quotes: Pick<
    Quotes,
    | 'approveQuote'
    | 'endApproval'
    | 'findByPosts'
    | 'findStamp'
    | 'mayQuote'
    | 'receiveQuote'
    | 'refreshQuote'
    | 'takeAnswer'
    | 'takeUnlooked'
  >
  readonly polls: Pick<
    Polls,
    'castVote' | 'findByPosts' | 'listVoters' | 'receiveCounts' | 'receivePoll' | 'removePoll'
  >
  readonly receiveCheckin: ReceiveCheckin
  readonly companions: ReceiveNeeds['companions']
}

/** This server among others: ActivityPub in both directions. */
export interface Federation {
  /** Mounts what others read: discovery and documents. */
  mountDocuments(server: HttpServer): void
  /** Mounts where others write. */
  mountInbox(server: HttpServer): Promise<void>
  readonly consumers: readonly Consumer[]
  readonly jobs: readonly JobType<unknown>[]
  /** What processes what inboxes took in. */
  readonly receiving: readonly JobHandler[]
  /** What delivers to other servers. */
  readonly delivering: readonly JobHandler[]
  /** All other jobs. */
  readonly jobHandlers: readonly JobHandler[]
  lookUpRemote(handles: readonly Handle[]): Promise<Account[]>
  /** An account by handle, over the network where it is not known yet. @throws RemoteFault */
  resolveHandle(handle: Handle): Promise<Account | undefined>
  /** A post or an account by its address; undefined where there is none, or its server does not answer. */
  resolveUrl(url: string): Promise<Resolved | undefined>
  readonly migration: Migration
  /** Somebody reads a thread: its missing answers are fetched behind the scenes, now and then. */
  threadIsRead(postId: PostId): Promise<void>
  /** Somebody looks at a profile: an old one is fetched again. */
  profileIsRead(accountId: AccountId): Promise<void>
  /** Asks another server how its poll stands, if that was long ago. */
  refreshPoll(post: Post): Promise<void>
  /** Has another server asked what one of its accounts pinned, if that was long ago. */
  refreshPins(account: Account): Promise<void>
  ensureInstanceActor(): Promise<Account>
  readonly relaying: Relaying
  /** Other servers, as this one knows them. */
  readonly peers: PeerViews
  /** Asks other servers what they run; to be called now and then. */
  refreshPeers(): Promise<void>
  /** Has other servers asked whether those whom posts quote still agree; to be called now and then. */
  recheckQuotes(): Promise<void>
  /** Deletes what was delivered and forgets what was received long ago; to be called now and then. */
  prune(): Promise<number>
}

export function defineFederation(needs: FederationNeeds): Federation {
  const { remote, accounts, origin, posts } = needs
  const { findKey, instanceActor, peers, relayActor, resolve } = remote
  const identifySigner = createIdentifySigner(findKey)
  const { fileReport, findReport } = needs.moderation
  const sending = defineSending({ ...needs, peers, findReport, instanceActor, relayActor })
  const receiving = {
    ...needs,
    fetching: remote,
    fileReport,
    refuseFollow: sending.refuseFollow,
    endStrayFollow: sending.endStrayFollow,
    refuseQuote: sending.refuseQuote,
    passOn: sending.passOn,
  }
  const take = createTakePost(receiving)
  const precedence = createPrecedence()
  const completing = defineCompleting({ ...needs, fetching: remote, take })
  return {
    mountDocuments(server) {
      mountDiscovery(server, needs)
      mountDescriptions(server, { ...needs, identifySigner, instanceActor, relayActor, peers })
    },
    mountInbox: (server) =>
      mountInbox(server, {
        ...needs,
        identifySigner,
        findKey,
        peers,
        relayed: createTakeRelayed({ ...needs, peers }),
        takeIn: createTakeIn(needs, precedence),
        noticeSynchronisation: (actorUri, header) => noticeSynchronisation(receiving, actorUri, header),
      }),
    consumers: [sending.consumer, completing.consumer],
    jobs: [
      processActivity,
      processAfterFetching,
      synchroniseFollowers,
      ...sending.jobs,
      moveFollowers,
      ...completing.jobs,
      fetchPins,
      fetchNodeInfo,
      fetchRelayed,
    ],
    receiving: [...handleActivities(receiving, precedence), handleSynchronisation(receiving)],
    delivering: [sending.deliveries],
    jobHandlers: [
      sending.counts,
      handleMoves(needs),
      ...completing.handlers,
      handleNodeInfo({ ...needs, peers }),
      handleRelayed(receiving, take),
      handleFetchingPins({ ...receiving, findAccount: accounts.findAccount }, take),
    ],
    lookUpRemote: remote.lookUpRemote,
    async resolveHandle(handle) {
      const account = await resolve.byHandle(handle, AbortSignal.timeout(10_000))
      return account?.deletedAt ? undefined : account
    },
    resolveUrl: createResolveUrl({
      origin,
      fetching: remote,
      findAccount: (username) => accounts.findByHandle(username, null),
      findPostByUri: posts.findPostByUri,
      takePost: (uri) => take.byUri(uri, startBudget()),
    }),
    threadIsRead: completing.threadIsRead,
    profileIsRead: completing.profileIsRead,
    migration: defineMigration({ origin, accounts, resolve }),
    relaying: defineRelaying({ origin, relays: needs.relays, peers, resolve }),
    refreshPins: createRefreshPins(needs),
    refreshPoll: createRefreshPoll({ ...receiving, findAccount: accounts.findAccount }),
    ensureInstanceActor: instanceActor.ensure,
    peers: definePeerViews(needs),
    refreshPeers: () => refreshNodeInfo({ ...needs, peers }),
    recheckQuotes: completing.recheckQuotes,
    prune: async () => (await sending.prune()) + (await peers.prune()) + (await pruneInbox(needs.db)),
  }
}
