import type { AccountId } from '#domain/accounts/index.ts'
import { createBatchCache, createShortCache } from '#platform/cache/index.ts'
import type { Page } from '#platform/db/index.ts'
import type { Reaction } from '#platform/events/index.ts'
import type { JobHandler, JobType } from '#platform/jobs/index.ts'
import { acceptFollow, endFollow, rejectFollow } from './answer-follow.ts'
import { blockAccount, unblockAccount } from './block-account.ts'
import { blockDomain } from './block-domain.ts'
import {
  deleteMute,
  type Held,
  type Hiding,
  isBlockedEitherWay,
  listHeld,
  selectHidden,
  selectHidings,
  selectStandings,
} from './block-store.ts'
import { selectFamiliar } from './discovery-store.ts'
import { countWithDomain, deleteDomainBlock, selectDomainBlocks } from './domain-block-store.ts'
import { findFollowed } from './find-followed.ts'
import {
  countRequests,
  filterPairs,
  listFollowerInboxes,
  listFollows,
  listLocalFollowerIds,
  listRemoteFollowerUris,
  selectFollow,
  selectFollowByUri,
} from './follow-store.ts'
import { muteAccount } from './mute-account.ts'
import type { RelationshipsInside, RelationshipsNeeds } from './needs.ts'
import { onAccountDeleted } from './on-account-gone.ts'
import type { Follow, Hidden, Standing } from './relationship.ts'
import {
  deleteEndorsement,
  insertDismissal,
  insertEndorsement,
  saveNote,
  selectEndorsements,
} from './remark-store.ts'
import { requestFollow, requestFollows } from './request-follow.ts'
import { handleSevering, onDomainShutOut, severDomain } from './sever-domain.ts'
import type { Severance, SeveranceId } from './severance.ts'
import { selectSeverances } from './severance-store.ts'
import { type Suggested, suggestAccounts } from './suggest-accounts.ts'

export type { Held, Hiding } from './block-store.ts'
export {
  accountBlocked,
  accountUnblocked,
  followAccepted,
  followEnded,
  followRejected,
  followRequested,
  followsSevered,
} from './events.ts'
export type { FollowRefusal } from './may-follow.ts'
export type { Follow, FollowId, Hidden, Standing } from './relationship.ts'
export type { FollowOutcome, FollowRequest } from './request-follow.ts'
export type { Severance, SeveranceId } from './severance.ts'
export type { Suggested } from './suggest-accounts.ts'

/** Who follows, blocks and mutes whom. Both doors, the API and the inbox, call the same commands. */
export interface Relationships {
  requestFollow: ReturnType<typeof requestFollow>
  requestFollows: ReturnType<typeof requestFollows>
  acceptFollow: ReturnType<typeof acceptFollow>
  rejectFollow: ReturnType<typeof rejectFollow>
  endFollow: ReturnType<typeof endFollow>
  blockAccount: ReturnType<typeof blockAccount>
  unblockAccount: ReturnType<typeof unblockAccount>
  muteAccount: ReturnType<typeof muteAccount>
  unmuteAccount(pair: { muterId: AccountId; mutedId: AccountId }): Promise<void>
  findFollow(followerId: AccountId, followedId: AccountId): Promise<Follow | undefined>
  findFollowByUri(uri: string): Promise<Follow | undefined>
  /** Newest first. */
  listFollows(
    side: { of: 'followers' | 'following'; accountId: AccountId; state: Follow['state'] },
    page: Page,
  ): Promise<Follow[]>
  /** How many wait for the account's answer; at most a hundred are counted. */
  countRequests(accountId: AccountId): Promise<number>
  /** Where followers on other servers are reached; shared inboxes once. */
  listFollowerInboxes(followedId: AccountId): Promise<string[]>
  /** Followers on other servers, by their ActivityPub ids. */
  listRemoteFollowerUris(followedId: AccountId): Promise<string[]>
  /** Followers who live here. */
  listLocalFollowerIds(followedId: AccountId): Promise<AccountId[]>
  filterFollowed(followerId: AccountId, among: readonly AccountId[]): Promise<Set<AccountId>>
  listHeld(list: { of: 'blocks' | 'mutes'; accountId: AccountId }, page: Page): Promise<Held[]>
  isBlockedEitherWay(a: AccountId, b: AccountId): Promise<boolean>
  findHidden(viewerId: AccountId): Promise<Hidden>
  /** For one post and many viewers; asks the database each time. */
  findHidings(viewerIds: readonly AccountId[], accountIds: readonly AccountId[]): Promise<Hiding[]>
  /** Who of these follows whom of those: `<follower>:<followed>`. */
  filterFollowPairs(
    followerIds: readonly AccountId[],
    followedIds: readonly AccountId[],
  ): Promise<ReadonlySet<string>>
  findStandings(viewerId: AccountId, ids: readonly AccountId[]): Promise<Standing[]>
  /** Hides a domain and ends follows both ways. Domain in lower case. */
  blockDomain: ReturnType<typeof blockDomain>
  unblockDomain(accountId: AccountId, domain: string): Promise<void>
  listDomainBlocks(accountId: AccountId, page: Page): Promise<{ id: string; domain: string }[]>
  /** How many follows a block of the domain would end. */
  countWithDomain(accountId: AccountId, domain: string): Promise<{ followers: number; following: number }>
  /** An empty note is none. */
  writeNote(note: { accountId: AccountId; targetId: AccountId; note: string }): Promise<void>
  /** @returns false unless the account follows the other */
  endorseAccount(accountId: AccountId, targetId: AccountId): Promise<boolean>
  unendorseAccount(accountId: AccountId, targetId: AccountId): Promise<void>
  /** The latest first. */
  listEndorsed(accountId: AccountId, page: Page): Promise<{ id: string; accountId: AccountId }[]>
  /** For each account, some of its followers whom the viewer follows; none of those who hide their follows. */
  findFamiliar(
    viewerId: AccountId,
    ids: readonly AccountId[],
  ): Promise<ReadonlyMap<AccountId, readonly AccountId[]>>
  /** Whom the viewer could follow, the best first. */
  suggestAccounts(viewerId: AccountId, limit: number): Promise<Suggested[]>
  dismissSuggestion(viewerId: AccountId, targetId: AccountId): Promise<void>
  /** What accounts here lost when domains were shut out. */
  findSeverances(ids: readonly SeveranceId[]): Promise<ReadonlyMap<SeveranceId, Severance>>
  readonly reactions: readonly Reaction[]
  readonly jobs: readonly JobType<unknown>[]
  readonly jobHandlers: readonly JobHandler[]
}

const maxFamiliar = 40

/** A mute that runs out is noticed by time alone. */
const hiddenMs = 5000
/** The bound where another process was killed before it could tell of a change. */
const freshMs = 30_000

export function defineRelationships(outer: RelationshipsNeeds): Relationships {
  const needs: RelationshipsInside = {
    ...outer,
    hidden: createShortCache({
      clock: outer.clock,
      ttlMs: hiddenMs,
      max: 10_000,
      shared: { changes: outer.db.changes, kind: 'hidden' },
    }),
    followed: createBatchCache({
      clock: outer.clock,
      ttlMs: freshMs,
      max: 20_000,
      shared: { changes: outer.db.changes, kind: 'follows' },
    }),
  }
  const { sql } = needs.db
  return {
    requestFollow: requestFollow(needs),
    requestFollows: requestFollows(needs),
    acceptFollow: acceptFollow(needs),
    rejectFollow: rejectFollow(needs),
    endFollow: endFollow(needs),
    blockAccount: blockAccount(needs),
    unblockAccount: unblockAccount(needs),
    muteAccount: muteAccount(needs),
    async unmuteAccount({ muterId, mutedId }) {
      await deleteMute(sql, muterId, mutedId)
      needs.hidden.forget(muterId)
    },
    findFollow: (followerId, followedId) => selectFollow(sql, followerId, followedId),
    findFollowByUri: (uri) => selectFollowByUri(sql, uri),
    listFollows: (side, page) => listFollows(sql, side, page),
    countRequests: (accountId) => countRequests(sql, accountId),
    listFollowerInboxes: (followedId) => listFollowerInboxes(sql, followedId),
    filterFollowed: findFollowed(needs),
    listRemoteFollowerUris: (followedId) => listRemoteFollowerUris(sql, followedId),
    listLocalFollowerIds: (followedId) => listLocalFollowerIds(sql, followedId),
    listHeld: (list, page) => listHeld(sql, list, page),
    isBlockedEitherWay: (a, b) => isBlockedEitherWay(sql, a, b),
    findHidden: async (viewerId) => {
      const load = () => selectHidden(sql, viewerId)
      return (await needs.hidden.get(viewerId, load)) ?? load()
    },
    findHidings: async (viewerIds, accountIds) =>
      viewerIds.length > 0 && accountIds.length > 0 ? selectHidings(sql, viewerIds, accountIds) : [],
    filterFollowPairs: (followerIds, followedIds) => filterPairs(sql, followerIds, followedIds),
    findStandings: (viewerId, ids) => selectStandings(sql, viewerId, ids),
    blockDomain: blockDomain(needs),
    async unblockDomain(accountId, domain) {
      await deleteDomainBlock(sql, accountId, domain)
      needs.hidden.forget(accountId)
    },
    listDomainBlocks: (accountId, page) => selectDomainBlocks(sql, accountId, page),
    countWithDomain: (accountId, domain) => countWithDomain(sql, accountId, domain),
    writeNote: (note) => saveNote(sql, note),
    async endorseAccount(accountId, targetId) {
      const follow = await selectFollow(sql, accountId, targetId)
      if (follow?.state !== 'accepted') return false
      await insertEndorsement(sql, { id: needs.ids.next(), accountId, targetId })
      return true
    },
    unendorseAccount: (accountId, targetId) => deleteEndorsement(sql, accountId, targetId),
    listEndorsed: (accountId, page) => selectEndorsements(sql, accountId, page),
    async findFamiliar(viewerId, ids) {
      const rows = ids.length > 0 ? await selectFamiliar(sql, viewerId, ids, maxFamiliar) : []
      const byAccount = Map.groupBy(rows, (row) => row.accountId)
      return new Map([...byAccount].map(([id, found]) => [id, found.map((row) => row.followerId)]))
    },
    suggestAccounts: suggestAccounts(needs),
    dismissSuggestion: (viewerId, targetId) => insertDismissal(sql, viewerId, targetId),
    async findSeverances(ids) {
      return new Map((await selectSeverances(sql, ids)).map((severance) => [severance.id, severance]))
    },
    reactions: [onAccountDeleted(needs), onDomainShutOut(needs)],
    jobs: [severDomain],
    jobHandlers: [handleSevering(needs)],
  }
}
