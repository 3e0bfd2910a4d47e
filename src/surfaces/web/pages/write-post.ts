import { type Account, handleOf } from '#domain/accounts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { type Html, html, keepDirection, raw, sanitizeRemoteHtml } from '#platform/html/index.ts'
import { avatarPath, postPath, postUrl, profilePath } from './addresses.ts'
import type { ShownPost } from './gather-posts.ts'
import { writeMedia } from './write-media.ts'
import { writePlaceCard } from './write-place-card.ts'
import { writeTime } from './write-time.ts'

export interface PostOptions {
  readonly origin: string
  /** The post that the page is about. */
  readonly isMain?: boolean
  /** The address of the post that it answers, where that may be seen. */
  readonly inReplyTo?: string | undefined
  /** The place that the page is about: its map stands there already. */
  readonly atPlace?: PlaceId | undefined
}

/** A post as h-entry (microformats.org/wiki/h-entry), with author, words, pictures and place. */
export function writePost(shown: ShownPost, options: PostOptions): Html {
  const { view, author } = shown
  const { post } = view
  // Search engines may quote a list, but not who did not want to be found.
  return html`<article class="post h-entry${options.isMain && ' post-main'}" id="post-${post.id}"${
    !author.indexable && html` data-nosnippet`
  }>
${writeContext(shown, options)}
${writeAuthor(author)}
${writeBody(shown, options)}
${writeMeta(shown, options)}
</article>
`
}

/** What people read instead of a name when there is none. */
export function nameOf(account: Account): string {
  return keepDirection(account.displayName).trim() || account.username
}

/** A post's words as HTML that is safe to serve, whatever another server sent (R20). */
export function contentOf(post: Post): Html {
  return raw(post.local ? post.content : sanitizeRemoteHtml(post.content))
}

function writeContext({ boostedBy, repliesTo, view }: ShownPost, { inReplyTo }: PostOptions): Html {
  const boost =
    boostedBy &&
    html`<p class="post-context"><a href="${profilePath(boostedBy)}">${nameOf(boostedBy)}</a> boosted</p>`
  // Who goes on under the own post answers nobody.
  const isOwnThread = repliesTo?.id === view.post.accountId
  const reply =
    repliesTo &&
    !isOwnThread &&
    html`<p class="post-context">In reply to <a href="${profilePath(repliesTo)}">@${handleOf(repliesTo)}</a></p>`
  return html`${boost}${reply}${inReplyTo && html`<a class="u-in-reply-to" href="${inReplyTo}" hidden></a>`}`
}

function writeAuthor(author: Account): Html {
  // With a `u-photo` of its own, an h-card's address is not implied by its link any more.
  return html`<a class="author p-author h-card" href="${profilePath(author)}"><img class="avatar u-photo" src="${avatarPath(author)}" alt="" width="46" height="46" loading="lazy">
<data class="u-url" value="${profilePath(author)}"></data><span class="name p-name">${nameOf(author)}</span> <span class="handle">@${handleOf(author)}</span></a>`
}

function writeBody(shown: ShownPost, { origin, atPlace }: PostOptions): Html {
  const { post, media } = shown.view
  const { checkin } = shown
  const withMap = checkin?.shown.placeId !== atPlace
  const card = checkin && writePlaceCard(origin, checkin, { withMap })
  // The place line in the words is for readers that have no card.
  const footer = !card && post.footer !== '' && html`<div class="content">${safeFooter(post)}</div>`
  const words =
    post.content.trim() !== '' &&
    html`<div class="content e-content"${post.language && html` lang="${post.language}"`}>${contentOf(post)}</div>`
  const rest = html`${words}${footer}${writeMedia(media, { hidden: post.sensitive && post.contentWarning === '' })}`
  if (post.contentWarning === '') return html`${card}${rest}`
  return html`${card}<details class="warning"><summary class="p-summary">${post.contentWarning}</summary>
${rest}</details>`
}

function safeFooter(post: Post): Html {
  return raw(post.local ? post.footer : sanitizeRemoteHtml(post.footer))
}

function writeMeta({ view, author, counters }: ShownPost, { origin, isMain }: PostOptions): Html {
  const { post } = view
  const counts = [
    count(counters.replies, 'reply', 'replies'),
    count(counters.boosts, 'boost', 'boosts'),
    count(counters.likes, 'like', 'likes'),
  ]
  const original =
    isMain &&
    !post.local &&
    html`<a href="${postUrl(origin, author, post)}" rel="nofollow noopener">Original post</a>`
  return html`<p class="post-meta"><a class="u-url" href="${postPath(author, post)}">${writeTime(post.createdAt, 'dt-published')}</a>
${post.editedAt && html`<span>edited ${writeTime(post.editedAt, 'dt-updated')}</span>`}
${counts}${original}</p>`
}

function count(number: number, one: string, many: string): Html | undefined {
  return number > 0 ? html`<span>${number} ${number === 1 ? one : many}</span>\n` : undefined
}
