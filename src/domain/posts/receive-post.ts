import type { AccountId } from '#domain/accounts/index.ts'
import type { RemoteMedia } from '#domain/media/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { keepAfter } from '#platform/ids/index.ts'
import { deleteIn } from './delete-post.ts'
import { postEdited, postPublished } from './events.ts'
import { factOf } from './fact-of.ts'
import type { PostsInside } from './needs.ts'
import type { Mention, Post, PostId, Visibility } from './post.ts'
import {
  addReplies,
  insertMentionsOf,
  insertPosts,
  insertTagsOf,
  selectPostsByUris,
  selectTombstones,
} from './post-batch-store.ts'
import {
  insertEdit,
  insertTombstone,
  lockPost,
  replaceMentions,
  replaceTags,
  selectPostByUri,
  updateContent,
} from './post-store.ts'
import type { Addition } from './publish-post.ts'
import { tellFeeds } from './tell-feeds.ts'
import { tombstoneKey } from './tombstone-key.ts'

/** A post of another server, after all checks of origin and author; its HTML is sanitised. */
export interface ReceivedPost {
  readonly authorId: AccountId
  readonly uri: string
  readonly url: string | null
  readonly visibility: Visibility
  readonly replyTo: Post | undefined
  readonly content: string
  readonly contentWarning: string
  readonly sensitive: boolean
  readonly language: string | null
  readonly mentions: readonly Mention[]
  readonly tags: readonly { tag: string; display: string }[]
  readonly media: readonly RemoteMedia[]
  /** Who may quote it, as `packQuotePolicy` makes it; nobody where its server does not say. */
  readonly quotePolicy?: number
  readonly publishedAt: Date
  readonly editedAt: Date | null
}

export type ReceiveOutcome =
  | { readonly kind: 'published' | 'known'; readonly post: Post }
  | { readonly kind: 'deleted' }

/** A post that has come, and what another room adds to it. */
export interface Arrival {
  readonly received: ReceivedPost
  readonly addition?: Addition | undefined
}

/** `receivePosts` for one. */
export const receivePost = (needs: PostsInside) => {
  const receiveAll = receivePosts(needs)
  return async (received: ReceivedPost, addition?: Addition): Promise<ReceiveOutcome> => {
    const [outcome] = await receiveAll([{ received, addition }])
    if (!outcome) throw new Error('A received post has no outcome.')
    return outcome
  }
}

/**
 * Stores posts of other servers in one transaction, each once: a repeated Create changes nothing, and a post deleted
 * before it arrived stays deleted (R23). A post published long ago sorts where it belongs in time.
 * @returns an outcome for each, in order
 */
export const receivePosts =
  (needs: PostsInside) =>
  async (arrivals: readonly Arrival[]): Promise<ReceiveOutcome[]> => {
    const outcomes = new Map<string, ReceiveOutcome>()
    const open = () => [
      ...new Map(
        arrivals
          .filter(({ received }) => !outcomes.has(received.uri))
          .map((arrival) => [arrival.received.uri, arrival]),
      ).values(),
    ]
    for (let attempt = 0; ; attempt++) {
      const uris = open().map(({ received }) => received.uri)
      for (const post of await selectPostsByUris(needs.db.sql, uris)) {
        if (post.uri) outcomes.set(post.uri, { kind: 'known', post })
      }
      const unknown = open()
      if (unknown.length === 0) break
      // Another delivery of the same post won, or an id of the same instant: look again.
      if (attempt > 5) throw new Error('A post can neither be inserted nor found.')
      const written = await needs.db.transact((tx) => write(needs, tx, unknown))
      for (const [uri, outcome] of written) outcomes.set(uri, outcome)
    }
    return arrivals.map(({ received }) => outcomes.get(received.uri) ?? { kind: 'deleted' })
  }

/** @returns what became of each by its address; those that somebody else was quicker with are left out */
async function write(
  needs: PostsInside,
  tx: Transaction,
  arrivals: readonly Arrival[],
): Promise<Map<string, ReceiveOutcome>> {
  const keyOf = ({ received }: Arrival) => tombstoneKey(received.uri, received.authorId)
  const buried = await selectTombstones(tx.sql, arrivals.map(keyOf))
  const isBuried = (arrival: Arrival) => buried.has(keyOf(arrival).toString('hex'))
  const alive = arrivals
    .filter((arrival) => !isBuried(arrival))
    .map((arrival) => ({ ...arrival, post: toPost(needs, arrival.received, arrival.addition?.footer ?? '') }))
  const isInserted = await insertPosts(
    tx.sql,
    alive.map(({ post, received }) => ({
      ...post,
      hasMedia: received.media.length > 0,
      idempotencyKey: null,
    })),
  )
  const fresh = alive.filter(({ post }) => isInserted(post))
  await needs.media.addRemote(
    tx,
    fresh.map(({ post, received }) => ({ post, items: received.media })),
  )
  const parts = fresh.map(({ post, received: { mentions, tags } }) => ({ id: post.id, mentions, tags }))
  await insertMentionsOf(tx.sql, parts)
  await insertTagsOf(tx.sql, parts)
  const answered = fresh.flatMap(({ post }) => post.replyToId ?? [])
  await addReplies(tx.sql, answered)
  tx.forget(() => answered.forEach(needs.counters.forget))
  for (const { post } of fresh) tellFeeds(needs, tx, post)
  for (const { post, addition } of fresh) await addition?.write(tx, post)
  await needs.announce(
    tx,
    postPublished,
    fresh.map(({ post }) => factOf(post)),
  )
  return new Map<string, ReceiveOutcome>([
    ...arrivals.filter(isBuried).map(({ received }) => [received.uri, { kind: 'deleted' }] as const),
    ...fresh.map(({ post, received }) => [received.uri, { kind: 'published', post }] as const),
  ])
}

function toPost(needs: PostsInside, received: ReceivedPost, footer: string): Post {
  const now = needs.clock.now()
  const published = Math.min(received.publishedAt.getTime(), now)
  const id = now - published < 1000 ? needs.ids.next<PostId>() : needs.ids.at<PostId>(Math.max(published, 0))
  return {
    id: keepAfter(needs.ids, id, received.replyTo?.id),
    accountId: received.authorId,
    uri: received.uri,
    url: received.url,
    local: false,
    visibility: received.visibility,
    boostOfId: null,
    replyToId: received.replyTo?.id ?? null,
    replyToAccountId: received.replyTo?.accountId ?? null,
    threadId: received.replyTo ? (received.replyTo.threadId ?? received.replyTo.id) : null,
    source: null,
    content: received.content,
    footer,
    contentWarning: received.contentWarning,
    sensitive: received.sensitive,
    language: received.language,
    appId: null,
    quotePolicy: received.quotePolicy ?? 0,
    createdAt: new Date(published),
    editedAt: received.editedAt,
    refreshedAt: null,
  }
}

/** Takes in an edit by the author; an older one than known is dropped. @returns false when nothing changed. */
export const receiveEdit =
  (needs: PostsInside) =>
  async (received: ReceivedPost, addition?: Addition): Promise<boolean> => {
    const known = await selectPostByUri(needs.db.sql, received.uri)
    if (!known || known.accountId !== received.authorId) return false
    return needs.db.transact(async (tx) => {
      const post = await lockPost(tx.sql, known.id)
      if (!post) return false
      const editedAt = received.editedAt ?? new Date(needs.clock.now())
      if (post.editedAt && editedAt < post.editedAt) return false
      await insertEdit(tx.sql, post.id, { ...post, editedAt: post.editedAt ?? post.createdAt })
      const edited: Post = {
        ...post,
        ...pickContent(received),
        footer: addition?.footer ?? post.footer,
        editedAt,
      }
      await updateContent(tx.sql, post.id, { ...edited, hasMedia: received.media.length > 0 })
      await needs.media.replaceRemote(tx, post, received.media)
      await replaceMentions(tx.sql, post.id, received.mentions)
      await replaceTags(tx.sql, post.id, received.tags)
      await addition?.write(tx, edited)
      tx.forget(() => needs.views.forget(post.id))
      await needs.announce(tx, postEdited, factOf(edited))
      return true
    })
  }

function pickContent({ content, contentWarning, sensitive, language }: ReceivedPost) {
  return { content, contentWarning, sensitive, language }
}

/**
 * Takes in a Delete by `authorId`. A post not known yet leaves a tombstone, so that a Create that arrives later
 * stays dead.
 */
export const receiveDelete =
  (needs: PostsInside) =>
  async (uri: string, authorId: AccountId): Promise<void> =>
    needs.db.transact(async (tx) => {
      const known = await selectPostByUri(tx.sql, uri)
      const post = known && (await lockPost(tx.sql, known.id))
      if (!post) return insertTombstone(tx.sql, tombstoneKey(uri, authorId))
      if (post.accountId !== authorId) return
      await deleteIn(needs, tx, post)
    })
