import type { AccountId } from '#domain/accounts/index.ts'
import type { Page, Transaction } from '#platform/db/index.ts'
import type { Reaction } from '#platform/events/index.ts'
import { selectApprovals } from './approval-store.ts'
import { takeApproval } from './approve-interaction.ts'
import { boostPost, boostPosts, unboostPost } from './boost-post.ts'
import { deletePost } from './delete-post.ts'
import { findLimited } from './drop-limited.ts'
import { editPost } from './edit-post.ts'
import { countOn, findOverlays } from './find-overlays.ts'
import { findViews, findVisible, gatherSightOfViews } from './find-posts.ts'
import { findThread } from './find-thread.ts'
import { hidePost } from './hide-post.ts'
import { type KeptReaders, keepReaders } from './keep-readers.ts'
import {
  bookmarkPost,
  likePost,
  likePosts,
  reactToPost,
  unbookmarkPost,
  unlikePost,
  unreactToPost,
} from './like-post.ts'
import { maySee } from './may-see.ts'
import { muteThread, unmuteThread } from './mute-thread.ts'
import type { PostsInside, PostsNeeds } from './needs.ts'
import { countPosts, onAccountDeleted } from './on-account-gone.ts'
import { pinPost, unpinPost } from './pin-post.ts'
import { listPins } from './pin-store.ts'
import type { Post, PostId, PostView, RemotePostCounts } from './post.ts'
import { selectBoosts, selectPostsByUris } from './post-batch-store.ts'
import { createPostCaches } from './post-caches.ts'
import {
  type AccountFilter,
  listAccountIds,
  listOutboxIds,
  listPublicIds,
  listTagIds,
  type PublicFilter,
  type TagFilter,
} from './post-list-store.ts'
import { type PostEdit, selectBoost, selectEdits, selectPosts } from './post-store.ts'
import { checkDraft, publishPost } from './publish-post.ts'
import {
  listBoosters,
  listLikers,
  listMarked,
  listReactors,
  saveRemoteCounts,
  selectMarkers,
} from './reaction-store.ts'
import { receiveDelete, receiveEdit, receivePost, receivePosts } from './receive-post.ts'
import { recordPost } from './record-post.ts'
import { refreshFooter } from './refresh-footer.ts'
import { receiveQuotePolicy, setQuotePolicy } from './set-quote-policy.ts'

export {
  type PostFact,
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
} from './events.ts'
export type { PostOverlay } from './find-overlays.ts'
export { normaliseTag } from './parse-text.ts'
export { maxPins, type PinRefusal } from './pin-post.ts'
export {
  type Mention,
  maxContentWarningLength,
  maxPostLength,
  type Post,
  type PostId,
  type PostView,
  type RemotePostCounts,
  type Visibility,
} from './post.ts'
export type { AccountFilter, PublicFilter, TagFilter } from './post-list-store.ts'
export type { PostEdit } from './post-store.ts'
export {
  type Addition,
  type Draft,
  joinAdditions,
  type PublishOutcome,
  type PublishRefusal,
} from './publish-post.ts'
export {
  type OwnQuotePolicy,
  packQuotePolicy,
  type QuoteGroup,
  type QuotePolicy,
  unpackQuotePolicy,
} from './quote-policy.ts'
export { customEmojiOf, customReaction } from './reaction.ts'
export type { ReceivedPost } from './receive-post.ts'
export type { PastPost } from './record-post.ts'
export { renderLink, renderProfileText } from './render-text.ts'
export { publicPosts } from './tell-feeds.ts'

type Room<Define extends (needs: PostsInside) => unknown> = ReturnType<Define>

/** Posts and boosts of this server and of others, and what people do with them. */
export interface Posts {
  publishPost: Room<typeof publishPost>
  checkDraft: Room<typeof checkDraft>
  recordPost: Room<typeof recordPost>
  editPost: Room<typeof editPost>
  deletePost: Room<typeof deletePost>
  hidePost: Room<typeof hidePost>
  refreshFooter: Room<typeof refreshFooter>
  boostPost: Room<typeof boostPost>
  boostPosts: Room<typeof boostPosts>
  unboostPost: Room<typeof unboostPost>
  likePost: Room<typeof likePost>
  likePosts: Room<typeof likePosts>
  unlikePost: Room<typeof unlikePost>
  reactToPost: Room<typeof reactToPost>
  unreactToPost: Room<typeof unreactToPost>
  bookmarkPost: Room<typeof bookmarkPost>
  unbookmarkPost: Room<typeof unbookmarkPost>
  pinPost: Room<typeof pinPost>
  unpinPost: Room<typeof unpinPost>
  setQuotePolicy: Room<typeof setQuotePolicy>
  receiveQuotePolicy: Room<typeof receiveQuotePolicy>
  takeApproval: Room<typeof takeApproval>
  /** Where the author elsewhere says that an answer or a boost is welcome, of those of which that is known. */
  findApprovals(ids: readonly PostId[]): Promise<ReadonlyMap<PostId, string>>
  muteThread: Room<typeof muteThread>
  unmuteThread: Room<typeof unmuteThread>
  receivePost: Room<typeof receivePost>
  receivePosts: Room<typeof receivePosts>
  receiveEdit: Room<typeof receiveEdit>
  receiveDelete: Room<typeof receiveDelete>
  findThread: Room<typeof findThread>
  /** Without asking who may see it: for doors that act for the server itself. */
  findPost(id: PostId): Promise<Post | undefined>
  findPostByUri(uri: string): Promise<Post | undefined>
  /** Many at once, by the addresses that were asked for. */
  findPostsByUri(uris: readonly string[]): Promise<ReadonlyMap<string, Post>>
  findBoost(boosterId: AccountId, postId: PostId): Promise<Post | undefined>
  /** Those that there are, in no order. */
  findBoosts(pairs: readonly { accountId: AccountId; boostOfId: PostId }[]): Promise<Post[]>
  findVisible(viewerId: AccountId | undefined, id: PostId): Promise<Post | undefined>
  findViews(ids: readonly PostId[]): Promise<ReadonlyMap<PostId, PostView>>
  /** Drops from a list, in order, what the viewer may not see; boosts are judged with what they boost. */
  keepVisible(viewerId: AccountId | undefined, ids: readonly PostId[]): Promise<VisibleList>
  /** Of a visible list, drops what limited authors say whom the viewer does not follow: for what strangers find. */
  dropLimited(viewerId: AccountId | undefined, list: VisibleList): Promise<VisibleList>
  /** For each post, drops the accounts that may not see it. */
  keepReaders(asked: ReadonlyMap<PostId, ReadonlySet<AccountId>>): Promise<KeptReaders>
  /** Who of these has a mark on which of those posts. */
  findMarkers(
    ids: readonly PostId[],
    accountIds: readonly AccountId[],
  ): Promise<{ postId: PostId; accountId: AccountId }[]>
  /** Forgets what is remembered of posts, because another process has changed them. */
  forgetViews(ids: readonly PostId[]): void
  findOverlays: Room<typeof findOverlays>
  /** To be called in the transaction in which a quote begins or ceases to be shown. */
  countQuotes(tx: Transaction, postId: PostId, by: 1 | -1): Promise<void>
  listEdits(id: PostId): Promise<PostEdit[]>
  /** @param use what is remembered must not come from a standby: it would stay as old as that was; default: to show */
  listPublicIds(filter: PublicFilter, page: Page, use?: 'remember' | 'show'): Promise<PostId[]>
  listTagIds(tag: string, filter: TagFilter, page: Page): Promise<PostId[]>
  listAccountIds(accountId: AccountId, filter: AccountFilter, page: Page): Promise<PostId[]>
  listOutboxIds(accountId: AccountId, page: Page): Promise<PostId[]>
  listMarked(
    kind: 'likes' | 'bookmarks',
    accountId: AccountId,
    page: Page,
  ): Promise<{ id: string; postId: PostId }[]>
  /** Who reacted by emoji, at most 500, the first first. @param reaction by this one only */
  listReactors(
    postId: PostId,
    reaction: string | undefined,
  ): Promise<{ reaction: string; accountId: AccountId }[]>
  /** What the server of a post elsewhere says of its counts; what it does not say stays. */
  receiveCounts(post: Pick<Post, 'id' | 'local'>, counts: RemotePostCounts): Promise<void>
  listLikers(postId: PostId, page: Page): Promise<{ id: string; accountId: AccountId }[]>
  listBoosters(postId: PostId, page: Page): Promise<{ id: string; accountId: AccountId }[]>
  /** What an account has pinned, last first, whoever may see it. */
  listPins(accountId: AccountId, page: Page): Promise<{ id: string; postId: PostId }[]>
  readonly reactions: readonly Reaction[]
  readonly counting: readonly Reaction[]
}

/** A list after the hide step, with the views already in hand. */
export interface VisibleList {
  readonly ids: readonly PostId[]
  /** Of the listed posts and of what they boost. */
  readonly views: ReadonlyMap<PostId, PostView>
}

export function definePosts(outer: PostsNeeds): Posts {
  const needs: PostsInside = { ...outer, ...createPostCaches(outer) }
  const { sql } = needs.db
  return {
    publishPost: publishPost(needs),
    checkDraft: checkDraft(needs),
    recordPost: recordPost(needs),
    editPost: editPost(needs),
    deletePost: deletePost(needs),
    hidePost: hidePost(needs),
    refreshFooter: refreshFooter(needs),
    boostPost: boostPost(needs),
    boostPosts: boostPosts(needs),
    unboostPost: unboostPost(needs),
    likePost: likePost(needs),
    likePosts: likePosts(needs),
    unlikePost: unlikePost(needs),
    reactToPost: reactToPost(needs),
    unreactToPost: unreactToPost(needs),
    bookmarkPost: bookmarkPost(needs),
    unbookmarkPost: unbookmarkPost(needs),
    pinPost: pinPost(needs),
    unpinPost: unpinPost(needs),
    setQuotePolicy: setQuotePolicy(needs),
    receiveQuotePolicy: receiveQuotePolicy(needs),
    takeApproval: takeApproval(needs),
    findApprovals: (ids) => selectApprovals(sql, ids),
    countQuotes: (tx, postId, by) => countOn(needs, tx, postId, { quotes: by }),
    muteThread: muteThread(needs),
    unmuteThread: unmuteThread(needs),
    receivePost: receivePost(needs),
    receivePosts: receivePosts(needs),
    receiveEdit: receiveEdit(needs),
    receiveDelete: receiveDelete(needs),
    findThread: findThread(needs),
    findPost: async (id) => (await selectPosts(sql, [id]))[0],
    findPostByUri: async (uri) => (await findByUris(needs, [uri])).get(uri),
    findPostsByUri: (uris) => findByUris(needs, uris),
    findBoost: (boosterId, postId) => selectBoost(sql, boosterId, postId),
    findBoosts: (pairs) => selectBoosts(sql, pairs),
    findVisible: (viewerId, id) => findVisible(needs, viewerId, id),
    findViews: (ids) => findViews(needs, ids),
    keepVisible: (viewerId, ids) => keepVisible(needs, viewerId, ids),
    async dropLimited(viewerId, { ids, views }) {
      const authorOf = (id: PostId) => views.get(id)?.post.accountId
      const limited = await findLimited(
        needs,
        viewerId,
        ids.flatMap((id) => authorOf(id) ?? []),
      )
      const isHeard = (id: PostId) => {
        const author = authorOf(id)
        return author === undefined || !limited.has(author)
      }
      return { ids: ids.filter(isHeard), views }
    },
    keepReaders: keepReaders(needs),
    findMarkers: async (ids, accountIds) =>
      ids.length > 0 && accountIds.length > 0 ? selectMarkers(sql, ids, accountIds) : [],
    forgetViews: (ids) => {
      for (const id of ids) needs.views.forget(id)
    },
    findOverlays: findOverlays(needs),
    listEdits: (id) => selectEdits(sql, id),
    listPublicIds: (filter, page, use = 'show') =>
      use === 'remember'
        ? listPublicIds(sql, filter, page)
        : needs.db.read((from) => listPublicIds(from, filter, page)),
    listTagIds: (tag, filter, page) => needs.db.read((from) => listTagIds(from, tag, filter, page)),
    listAccountIds: (accountId, filter, page) =>
      needs.db.read((from) => listAccountIds(from, accountId, filter, page)),
    listOutboxIds: (accountId, page) => listOutboxIds(sql, accountId, page),
    listMarked: (kind, accountId, page) => listMarked(sql, kind, accountId, page),
    listReactors: (postId, reaction) => listReactors(sql, postId, reaction),
    async receiveCounts(post, counts) {
      if (post.local || Object.values(counts).every((count) => count === undefined)) return
      await saveRemoteCounts(sql, post.id, counts)
      needs.counters.forget(post.id)
    },
    listLikers: (postId, page) => needs.db.read((from) => listLikers(from, postId, page)),
    listBoosters: (postId, page) => needs.db.read((from) => listBoosters(from, postId, page)),
    listPins: (accountId, page) => listPins(sql, accountId, page),
    reactions: [onAccountDeleted(needs)],
    counting: countPosts(needs),
  }
}

/** Posts of this server are found by the address that they are given out under: `<origin>/posts/<id>`. */
async function findByUris(needs: PostsInside, uris: readonly string[]): Promise<Map<string, Post>> {
  const { sql } = needs.db
  const isOwn = (uri: string) => uri.startsWith(`${needs.origin}/`)
  const own = new Map<PostId, string>()
  for (const uri of uris.filter(isOwn)) {
    const id = /^\/posts\/([1-9]\d{0,18})$/.exec(uri.slice(needs.origin.length))?.[1]
    if (id !== undefined) own.set(id as PostId, uri)
  }
  const [theirs, ours] = await Promise.all([
    selectPostsByUris(
      sql,
      uris.filter((uri) => !isOwn(uri)),
    ),
    selectPosts(sql, [...own.keys()]),
  ])
  const found = new Map<string, Post>()
  for (const post of theirs) if (post.uri) found.set(post.uri, post)
  for (const post of ours) {
    const uri = own.get(post.id)
    if (post.local && uri !== undefined) found.set(uri, post)
  }
  return found
}

async function keepVisible(
  needs: PostsInside,
  viewerId: AccountId | undefined,
  ids: readonly PostId[],
): Promise<VisibleList> {
  const listed = await findViews(needs, ids)
  const boostedIds = [...listed.values()].flatMap(({ post }) => (post.boostOfId ? [post.boostOfId] : []))
  const boosted = await findViews(needs, boostedIds)
  const views = new Map([...listed, ...boosted])
  const sight = await gatherSightOfViews(needs, viewerId, [...views.values()])
  const seen = (id: PostId) => {
    const view = views.get(id)
    return view !== undefined && maySee(view.post, sight)
  }
  const kept = ids.filter((id) => {
    const boostOfId = views.get(id)?.post.boostOfId
    return seen(id) && (!boostOfId || seen(boostOfId))
  })
  return { ids: kept, views }
}
