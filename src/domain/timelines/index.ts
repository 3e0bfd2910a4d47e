import type { AccountId } from '#domain/accounts/index.ts'
import type { List, ListId } from '#domain/lists/index.ts'
import type { AccountFilter, Post, PostId, PublicFilter, TagFilter } from '#domain/posts/index.ts'
import type { Page, Transaction } from '#platform/db/index.ts'
import type { Reaction } from '#platform/events/index.ts'
import { listDirectIds } from './direct-store.ts'
import { listHomeReceivers } from './home-receiver-store.ts'
import { insertOwn } from './home-store.ts'
import { keepReaders, type Readers } from './keep-readers.ts'
import { createHotPages, forgetHomes, listHotFeed, listHotHome } from './list-hot.ts'
import { listListIds, listListReceivers } from './list-store.ts'
import { listTimeline, type TimelinePage } from './list-timeline.ts'
import { type Marker, selectMarkers, upsertMarker } from './marker-store.ts'
import type { TimelinesNeeds } from './needs.ts'
import { homeReactions } from './on-posts-and-follows.ts'
import { tendHomes } from './tend-homes.ts'

export type { Readers } from './keep-readers.ts'
export type { TimelinePage } from './list-timeline.ts'
export type { Marker } from './marker-store.ts'

/** What people read: home, local, global, one tag, one account; each a skeleton of ids, hydrated and hidden. */
export interface Timelines {
  listHome(viewerId: AccountId, page: Page): Promise<TimelinePage>
  /** The local and the global feed. */
  listPublic(viewerId: AccountId | undefined, filter: PublicFilter, page: Page): Promise<TimelinePage>
  listTag(viewerId: AccountId | undefined, tag: string, filter: TagFilter, page: Page): Promise<TimelinePage>
  /** What the members of the viewer's list post; the caller has found the list. */
  listList(viewerId: AccountId, list: List, page: Page): Promise<TimelinePage>
  /** Direct posts by the viewer and to the viewer. */
  listDirect(viewerId: AccountId, page: Page): Promise<TimelinePage>
  listAccount(
    viewerId: AccountId | undefined,
    accountId: AccountId,
    filter: Omit<AccountFilter, 'viewerId' | 'followsAuthor'>,
    page: Page,
  ): Promise<TimelinePage>
  /** Any other list of posts that anybody writes into, by its skeleton. */
  listBy(
    viewerId: AccountId | undefined,
    page: Page,
    skeleton: (page: Page) => Promise<PostId[]>,
  ): Promise<TimelinePage>
  /** Shows an author the own post at once, in the transaction that publishes it. */
  showAuthor(tx: Transaction, post: Post): Promise<void>
  /** Whose home, of those named, these posts come into; their authors' own included. */
  listHomeReceivers(
    postIds: readonly PostId[],
    among: readonly AccountId[],
  ): Promise<{ accountId: AccountId; postId: PostId }[]>
  /** On which of the lists named these posts are shown. */
  listListReceivers(
    postIds: readonly PostId[],
    among: readonly ListId[],
  ): Promise<{ listId: ListId; postId: PostId }[]>
  /** For each post, drops the accounts that may not see it or hide who wrote it. */
  keepReaders(asked: Readers): Promise<Map<PostId, Set<AccountId>>>
  /** Upkeep: shortens homes, and stops filling those that nobody reads. @returns how many rows went */
  tendHomes(): Promise<number>
  findMarkers(accountId: AccountId): Promise<Marker[]>
  /** @returns false when another device moved it after `version` was read (0: there was none) */
  setMarker(
    accountId: AccountId,
    marker: Pick<Marker, 'timeline' | 'lastReadId' | 'version'>,
  ): Promise<boolean>
  readonly reactions: readonly Reaction[]
}

export function defineTimelines(needs: TimelinesNeeds): Timelines {
  const { posts } = needs
  const hot = createHotPages(needs)
  const homeIds = listHotHome(needs, hot)
  const feedIds = listHotFeed(needs, hot)
  return {
    listHome: (viewerId, page) =>
      listTimeline(needs, viewerId, page, { skeleton: (part) => homeIds(viewerId, part) }),
    listPublic: (viewerId, filter, page) =>
      listTimeline(needs, viewerId, page, { skeleton: (part) => feedIds(filter, part), isOpenToAll: true }),
    listTag: (viewerId, tag, filter, page) =>
      listTimeline(needs, viewerId, page, {
        skeleton: (part) => posts.listTagIds(tag, filter, part),
        isOpenToAll: true,
      }),
    listList: (viewerId, list, page) =>
      listTimeline(needs, viewerId, page, {
        skeleton: (part) => needs.db.read((sql) => listListIds(sql, list, part)),
      }),
    listDirect: (viewerId, page) =>
      listTimeline(needs, viewerId, page, {
        skeleton: (part) => needs.db.read((sql) => listDirectIds(sql, viewerId, part)),
      }),
    async listAccount(viewerId, accountId, filter, page) {
      const follow = viewerId && (await needs.relationships.findFollow(viewerId, accountId))
      const full: AccountFilter = { ...filter, viewerId, followsAuthor: follow?.state === 'accepted' }
      return listTimeline(needs, viewerId, page, {
        skeleton: (part) => posts.listAccountIds(accountId, full, part),
      })
    },
    listBy: (viewerId, page, skeleton) =>
      listTimeline(needs, viewerId, page, { skeleton, isOpenToAll: true }),
    async showAuthor(tx, post) {
      forgetHomes(hot, tx, [post.accountId])
      await insertOwn(tx.sql, { accountId: post.accountId, postId: post.id, authorId: post.accountId })
    },
    listHomeReceivers: async (postIds, among) =>
      among.length > 0 ? listHomeReceivers(needs.db.sql, postIds, among) : [],
    listListReceivers: async (postIds, among) =>
      among.length > 0 ? listListReceivers(needs.db.sql, postIds, among) : [],
    keepReaders: (asked) => keepReaders(needs, asked),
    tendHomes: tendHomes(needs, hot),
    findMarkers: (accountId) => selectMarkers(needs.db, accountId),
    setMarker: (accountId, marker) => upsertMarker(needs.db, accountId, marker),
    reactions: homeReactions(hot),
  }
}
