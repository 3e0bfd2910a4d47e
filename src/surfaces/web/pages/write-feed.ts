import type { PlaceId } from '#domain/places/index.ts'
import { type Html, html } from '#platform/html/index.ts'
import type { ShownPost } from './gather-posts.ts'
import { writePost } from './write-post.ts'

export interface Feed {
  readonly origin: string
  readonly name: string
  /** Whether the name stands above the list, or is for readers of microformats alone. */
  readonly isNameShown?: boolean
  /** What stands where no posts are. */
  readonly empty: string
  /** Paths of the next and of the first page. */
  readonly older?: string | undefined
  readonly newest?: string | undefined
  /** The place that the page is about. */
  readonly atPlace?: PlaceId | undefined
}

/** A list of posts as h-feed (microformats.org/wiki/h-feed), with the way to further pages. */
export function writeFeed(posts: readonly ShownPost[], feed: Feed): Html {
  return html`<section class="feed h-feed">
<h2 class="p-name${!feed.isNameShown && ' visually-hidden'}">${feed.name}</h2>
${posts.length === 0 && html`<p class="empty">${feed.empty}</p>`}
${posts.map((shown) => writePost(shown, feed))}
${(feed.newest || feed.older) && writePager(feed)}
</section>`
}

function writePager({ newest, older }: Feed): Html {
  return html`<nav class="pager" aria-label="Pages">${newest && html`<a class="button" href="${newest}">Newest posts</a> `}${
    older && html`<a class="button" rel="next" href="${older}">Older posts</a>`
  }</nav>`
}
