import type { AccountId } from '#domain/accounts/index.ts'
import type { RemoteMedia } from '#domain/media/index.ts'
import { isUniqueViolation, type Transaction } from '#platform/db/index.ts'
import { deleteIn } from './delete-post.ts'
import { postEdited, postPublished } from './events.ts'
import { factOf } from './fact-of.ts'
import type { PostsInside } from './needs.ts'
import type { Mention, Post, PostId, Visibility } from './post.ts'
import {
  insertEdit,
  insertMentions,
  insertPost,
  insertTags,
  insertTombstone,
  isTombstone,
  lockPost,
  replaceMentions,
  replaceTags,
  selectPostByUri,
  updateContent,
} from './post-store.ts'
import type { Addition } from './publish-post.ts'
import { addToPostCounters } from './reaction-store.ts'
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
  readonly publishedAt: Date
  readonly editedAt: Date | null
}

export type ReceiveOutcome =
  | { readonly kind: 'published' | 'known'; readonly post: Post }
  | { readonly kind: 'deleted' }

/**
 * Stores a post of another server, once: a repeated Create changes nothing, and a post deleted before it arrived
 * stays deleted (R23). A post published long ago sorts where it belongs in time.
 */
export const receivePost =
  (needs: PostsInside) =>
  async (received: ReceivedPost, addition?: Addition): Promise<ReceiveOutcome> => {
    for (let attempt = 0; ; attempt++) {
      const known = await selectPostByUri(needs.db.sql, received.uri)
      if (known) return { kind: 'known', post: known }
      const post = toPost(needs, received, addition?.footer ?? '')
      try {
        return await needs.db.transact((tx) => write(needs, tx, { post, received, addition }))
      } catch (error) {
        // Another delivery of the same post won, or an id of the same instant: look again.
        if (attempt >= 5 || !isUniqueViolation(error)) throw error
      }
    }
  }

async function write(
  needs: PostsInside,
  tx: Transaction,
  { post, received, addition }: { post: Post; received: ReceivedPost; addition: Addition | undefined },
): Promise<ReceiveOutcome> {
  if (await isTombstone(tx.sql, tombstoneKey(received.uri, received.authorId))) return { kind: 'deleted' }
  await insertPost(tx.sql, { ...post, hasMedia: received.media.length > 0, idempotencyKey: null })
  await needs.media.replaceRemote(tx, { id: post.id, accountId: post.accountId }, received.media)
  await insertMentions(tx.sql, post.id, received.mentions)
  await insertTags(tx.sql, post.id, received.tags)
  if (post.replyToId) await addToPostCounters(tx.sql, post.replyToId, { replies: 1 })
  await addition?.write(tx, post)
  await needs.announce(tx, postPublished, factOf(post))
  return { kind: 'published', post }
}

function toPost(needs: PostsInside, received: ReceivedPost, footer: string): Post {
  const now = needs.clock.now()
  const published = Math.min(received.publishedAt.getTime(), now)
  return {
    id: now - published < 1000 ? needs.ids.next<PostId>() : needs.ids.at<PostId>(Math.max(published, 0)),
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
    createdAt: new Date(published),
    editedAt: received.editedAt,
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
      tx.afterCommit(() => needs.views.forget(post.id))
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
