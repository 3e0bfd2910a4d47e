import { type AccountId, isActive } from '#domain/accounts/index.ts'
import { type MediaId, maxAttachments } from '#domain/media/index.ts'
import { isUniqueViolation, type Transaction } from '#platform/db/index.ts'
import { keepAfter } from '#platform/ids/index.ts'
import { type ComposedText, composeText } from './compose-text.ts'
import { postPublished } from './events.ts'
import { factOf } from './fact-of.ts'
import { countOn, noCounters, noMarks } from './find-overlays.ts'
import { findVisible } from './find-posts.ts'
import type { PostsInside } from './needs.ts'
import { maxContentWarningLength, maxPostLength, type Post, type PostId, type Visibility } from './post.ts'
import { markKey } from './post-caches.ts'
import {
  insertMentions,
  insertPost,
  insertTags,
  releaseIdempotencyKey,
  selectByIdempotencyKey,
} from './post-store.ts'
import { type OwnQuotePolicy, ownQuotePolicy } from './quote-policy.ts'
import { tellFeeds } from './tell-feeds.ts'

/** What somebody here wants to say. */
export interface Draft {
  readonly authorId: AccountId
  readonly text: string
  readonly visibility: Visibility
  readonly contentWarning?: string | undefined
  readonly sensitive?: boolean | undefined
  /** ISO 639. */
  readonly language?: string | null | undefined
  readonly replyToId?: PostId | undefined
  readonly mediaIds?: readonly MediaId[] | undefined
  readonly appId?: string | null | undefined
  /** Default: everybody who may see it. */
  readonly quotePolicy?: OwnQuotePolicy | undefined
  /** The same key again within an hour gives the same post again. */
  readonly idempotencyKey?: string | undefined
}

/** What another room adds to a post: a line below the text, and rows in the same transaction. */
export interface Addition {
  /** HTML; absent: nothing is added, and an edit leaves what is there. */
  readonly footer?: string
  /** HTML before the content; an edit leaves it. */
  readonly header?: string
  /** It says enough: the post needs no text of its own. */
  readonly suffices?: boolean
  /** Why it does not go with a post of these mentions. */
  readonly refuse?: (mentioned: ReadonlySet<AccountId>) => PublishRefusal | undefined
  readonly write: (tx: Transaction, post: Post) => Promise<void>
}

/** Several additions as one. */
export function joinAdditions(additions: readonly Addition[]): Addition | undefined {
  const footers = additions.flatMap((addition) => addition.footer ?? [])
  const headers = additions.flatMap((addition) => addition.header ?? [])
  if (additions.length === 0) return undefined
  return {
    ...(footers.length > 0 && { footer: footers.join('') }),
    ...(headers.length > 0 && { header: headers.join('') }),
    suffices: additions.some((addition) => addition.suffices),
    refuse: (mentioned) => additions.map((addition) => addition.refuse?.(mentioned)).find(Boolean),
    async write(tx, post) {
      for (const addition of additions) await addition.write(tx, post)
    },
  }
}

export type PublishRefusal =
  | 'empty'
  | 'too_long'
  | 'warning_too_long'
  | 'too_many_media'
  | 'media_not_found'
  | 'reply_not_found'
  | 'author_gone'
  | 'quoted_not_mentioned'

export type PublishOutcome =
  | { readonly ok: true; readonly post: Post }
  | { readonly ok: false; readonly because: PublishRefusal }

/** Thrown to undo the transaction; never leaves publishPost. */
class MediaNotFound extends Error {}

/** Whether a draft could be published as things stand, media apart: for drafts that wait. */
export const checkDraft =
  (needs: PostsInside) =>
  async (draft: Draft, addition?: Addition): Promise<PublishRefusal | undefined> => {
    const composed = await composeText(needs, draft.text)
    const refusal = refuse(draft, composed, addition)
    if (refusal || draft.replyToId === undefined) return refusal
    return (await findVisible(needs, draft.authorId, draft.replyToId)) ? undefined : 'reply_not_found'
  }

/** Publishes a local post: rows and `post.published` commit together. */
export const publishPost =
  (needs: PostsInside) =>
  async (draft: Draft, addition?: Addition): Promise<PublishOutcome> => {
    const again = await findAgain(needs, draft)
    if (again) return { ok: true, post: again }
    const author = await needs.accounts.findAccount(draft.authorId)
    if (!author || !isActive(author)) return { ok: false, because: 'author_gone' }
    const composed = await composeText(needs, draft.text)
    const refusal = refuse(draft, composed, addition)
    if (refusal) return { ok: false, because: refusal }
    const parent = draft.replyToId && (await findVisible(needs, draft.authorId, draft.replyToId))
    if (draft.replyToId && !parent) return { ok: false, because: 'reply_not_found' }
    const post = toPost(needs, draft, composed, {
      parent: parent || undefined,
      header: addition?.header ?? '',
      footer: addition?.footer ?? '',
    })
    try {
      await needs.db.transact((tx) => write(needs, tx, { post, draft, composed, addition }))
      return { ok: true, post }
    } catch (error) {
      if (error instanceof MediaNotFound) return { ok: false, because: 'media_not_found' }
      if (!isUniqueViolation(error, 'posts_idempotency')) throw error
      const winner = await findAgain(needs, draft)
      if (!winner) throw error
      return { ok: true, post: winner }
    }
  }

async function findAgain(needs: PostsInside, draft: Draft): Promise<Post | undefined> {
  if (draft.idempotencyKey === undefined) return undefined
  return selectByIdempotencyKey(needs.db.sql, draft.authorId, draft.idempotencyKey)
}

function refuse(
  draft: Draft,
  composed: ComposedText,
  addition: Addition | undefined,
): PublishRefusal | undefined {
  const media = draft.mediaIds?.length ?? 0
  if (draft.text.trim() === '' && media === 0 && !addition?.footer && !addition?.suffices) return 'empty'
  if (composed.length > maxPostLength) return 'too_long'
  if ((draft.contentWarning?.length ?? 0) > maxContentWarningLength) return 'warning_too_long'
  if (media > maxAttachments) return 'too_many_media'
  return addition?.refuse?.(new Set(composed.mentions.map((mention) => mention.accountId)))
}

function toPost(
  needs: PostsInside,
  draft: Draft,
  composed: ComposedText,
  { parent, header, footer }: { parent: Post | undefined; header: string; footer: string },
): Post {
  return {
    id: keepAfter(needs.ids, needs.ids.next<PostId>(), parent?.id),
    accountId: draft.authorId,
    uri: null,
    url: null,
    local: true,
    visibility: draft.visibility,
    boostOfId: null,
    replyToId: parent?.id ?? null,
    replyToAccountId: parent?.accountId ?? null,
    threadId: parent ? (parent.threadId ?? parent.id) : null,
    source: draft.text,
    content: header + composed.content,
    footer,
    contentWarning: draft.contentWarning?.trim() ?? '',
    // A warning without the flag would be shown open by apps that look at the flag only.
    sensitive: (draft.sensitive ?? false) || Boolean(draft.contentWarning?.trim()),
    language: draft.language ?? null,
    appId: draft.appId ?? null,
    quotePolicy: ownQuotePolicy(draft.quotePolicy ?? 'public', draft.visibility),
    createdAt: new Date(needs.clock.now()),
    editedAt: null,
    refreshedAt: null,
  }
}

async function write(
  needs: PostsInside,
  tx: Transaction,
  {
    post,
    draft,
    composed,
    addition,
  }: { post: Post; draft: Draft; composed: ComposedText; addition: Addition | undefined },
): Promise<void> {
  const mediaIds = [...new Set(draft.mediaIds ?? [])]
  const key = draft.idempotencyKey ?? null
  if (key !== null) await releaseIdempotencyKey(tx.sql, draft.authorId, key)
  // In order, but without waiting for each answer: the transaction takes one journey to the database, not seven.
  const [, attached] = await Promise.all([
    insertPost(tx.sql, { ...post, hasMedia: mediaIds.length > 0, idempotencyKey: key }),
    needs.media.attach(tx, { id: post.id, accountId: post.accountId }, mediaIds),
    insertMentions(tx.sql, post.id, composed.mentions),
    insertTags(tx.sql, post.id, composed.tags),
    post.replyToId ? countOn(needs, tx, post.replyToId, { replies: 1 }) : undefined,
    addition?.write(tx, post),
    needs.showAuthor(tx, post),
    needs.announce(tx, postPublished, factOf(post)),
  ])
  if (!attached) throw new MediaNotFound()
  tellFeeds(needs, tx, post)
  // Nobody has counted or marked a new post yet: whoever shows it need not ask.
  tx.afterCommit(() => {
    needs.counters.keep(post.id, { ...noCounters })
    needs.marks.keep(markKey(post.accountId, post.id), { ...noMarks })
  })
  if (mediaIds.length > 0) return
  const tags = composed.tags.map((tag) => tag.display)
  tx.afterCommit(() => needs.views.keep(post.id, { post, media: [], mentions: composed.mentions, tags }))
}
