import { Feed } from 'feed'
import { isLocal } from '#domain/accounts/index.ts'
import { type PlaceId, placePage } from '#domain/places/index.ts'
import { normaliseTag } from '#domain/posts/index.ts'
import { escapeHtml, htmlToText, sanitizeRemoteHtml } from '#platform/html/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { absolute, avatarPath, postUrl, profileUrl, tagPath } from './addresses.ts'
import { gatherPosts, type ShownPost } from './gather-posts.ts'
import type { PagesNeeds } from './needs.ts'
import { findByPath } from './profile-page.ts'
import { shorten } from './write-head.ts'
import { nameOf } from './write-post.ts'

/** What a feed is of, with the latest that everybody may see. */
export interface PostFeed {
  readonly title: string
  /** The page that shows the same. */
  readonly page: string
  readonly image: string | undefined
  readonly posts: readonly ShownPost[]
}

type Needs = Pick<
  PagesNeeds,
  'origin' | 'accounts' | 'places' | 'posts' | 'timelines' | 'checkins' | 'instance'
>

const latest = { limit: 40 }
const maxTitle = 80

/** The posts of somebody here; others have feeds at home. */
export async function feedOfAccount(needs: Needs, handle: string): Promise<PostFeed | undefined> {
  const account = await findByPath(needs, handle)
  if (!account || !isLocal(account)) return undefined
  const list = await needs.timelines.listAccount(undefined, account.id, { excludeReplies: true }, latest)
  return {
    title: nameOf(account),
    page: profileUrl(needs.origin, account),
    image: absolute(needs.origin, avatarPath(account)),
    posts: await gatherPosts(needs, list),
  }
}

/** The check-ins at a place. */
export async function feedOfPlace(needs: Needs, address: string): Promise<PostFeed | undefined> {
  const id = parseId<PlaceId>(/^(\d{1,19})(?:-|$)/.exec(address)?.[1])
  const place = id && (await needs.places.findPlace(id, undefined))
  if (!place) return undefined
  const list = await needs.timelines.listBy(undefined, latest, (page) =>
    needs.checkins.listByPlace(place.id, page),
  )
  return {
    title: place.name,
    page: placePage(needs.origin, place),
    image: undefined,
    posts: await gatherPosts(needs, list),
  }
}

/** Public posts with a hashtag. */
export async function feedOfTag(needs: Needs, name: string): Promise<PostFeed | undefined> {
  const tag = normaliseTag(name.toWellFormed().slice(0, 200))
  if (!/^[\p{L}\p{M}\p{N}_]+$/u.test(tag)) return undefined
  const list = await needs.timelines.listTag(undefined, tag, { from: 'everywhere' }, latest)
  return {
    title: `#${tag}`,
    page: `${needs.origin}${tagPath(tag)}`,
    image: undefined,
    posts: await gatherPosts(needs, list),
  }
}

/** A feed as Atom (RFC 4287). @param self its own address */
export function writeAtom(origin: string, shown: PostFeed, self: string): string {
  const dates = shown.posts.map(({ view }) => (view.post.editedAt ?? view.post.createdAt).getTime())
  const feed = new Feed({
    title: escapeHtml(shown.title),
    id: self,
    link: shown.page,
    feedLinks: { atom: self },
    copyright: '',
    updated: new Date(Math.max(0, ...dates)),
    ...(shown.image && { image: shown.image }),
  })
  for (const { view, author } of shown.posts) {
    const { post } = view
    const url = postUrl(origin, author, post)
    feed.addItem({
      title: titleOf(post.contentWarning || htmlToText(post.content) || htmlToText(post.footer)),
      id: post.uri ?? `${origin}/posts/${post.id}`,
      link: url,
      date: post.editedAt ?? post.createdAt,
      published: post.createdAt,
      content: sanitizeRemoteHtml(post.content + post.footer),
      author: [{ name: nameOf(author), link: profileUrl(origin, author) }],
      category: view.tags.map((tag) => ({ name: tag, term: tag })),
    })
  }
  return feed.atom1()
}

/** The check-ins of a feed as GeoJSON (RFC 7946): only what everybody may see, at the precision that it is shown at. */
export function writeGeoJson(origin: string, shown: PostFeed) {
  return {
    type: 'FeatureCollection',
    features: shown.posts.flatMap(({ view, author, checkin }) => {
      const place = checkin?.shown
      if (!checkin || !place || place.latitude === null || place.longitude === null) return []
      return {
        type: 'Feature',
        id: `${origin}/posts/${view.post.id}`,
        geometry: { type: 'Point', coordinates: [place.longitude, place.latitude] },
        properties: {
          place: place.name,
          precision: place.precision,
          radius: place.radiusMetres,
          arrived_at: checkin.arrivedAt.toISOString(),
          author: nameOf(author),
          url: postUrl(origin, author, view.post),
          text: htmlToText(view.post.content),
        },
      }
    }),
  }
}

/** Titles are HTML to readers of this feed. */
function titleOf(words: string): string {
  return escapeHtml(shorten(words, maxTitle) || 'A post')
}
