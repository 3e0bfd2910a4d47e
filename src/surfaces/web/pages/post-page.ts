import { type Account, handleOf } from '#domain/accounts/index.ts'
import type { Post, PostId } from '#domain/posts/index.ts'
import { type Html, html, htmlToText } from '#platform/html/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { absolute, avatarPath, httpUrl, postPath, postUrl } from './addresses.ts'
import { gatherPosts, type ShownPost } from './gather-posts.ts'
import type { PagesNeeds } from './needs.ts'
import { findByPath } from './profile-page.ts'
import type { PublicPage } from './public-page.ts'
import { type PreviewImage, shorten, writeHead } from './write-head.ts'
import { mediaAddress } from './write-media.ts'
import { placePicture, sayPlace } from './write-place-card.ts'
import { nameOf, writePost } from './write-post.ts'

type Needs = Pick<PagesNeeds, 'origin' | 'accounts' | 'posts' | 'checkins' | 'instance' | 'maps'>

/** More of a long thread is for the client. */
const maxAncestors = 40
const maxDescendants = 100

/** The page of one post among what it answers and what answers it; or the way to what a boost boosts. */
export async function makePostPage(
  needs: Needs,
  handle: string,
  idText: string,
): Promise<PublicPage | { readonly redirect: string } | undefined> {
  const id = parseId<PostId>(idText)
  const author = id && (await findByPath(needs, handle))
  const post = author && (await needs.posts.findVisible(undefined, id))
  if (!post || post.accountId !== author.id) return undefined
  if (post.boostOfId) return findBoosted(needs, post.boostOfId)
  const thread = await needs.posts.findThread(undefined, id)
  if (!thread) return undefined
  const before = thread.ancestors.slice(-maxAncestors)
  const after = thread.descendants.slice(0, maxDescendants)
  const list = await needs.posts.keepVisible(undefined, [...before, id, ...after])
  const [posts, { title: siteTitle }] = await Promise.all([
    gatherPosts(needs, list),
    needs.instance.getSettings(),
  ])
  const main = posts.find((shown) => shown.view.post.id === id)
  if (!main) return undefined
  return {
    title: titleOf(main),
    head: writePostHead(needs, main, siteTitle),
    body: html`<h1 class="visually-hidden">${titleOf(main)}</h1>
${posts.map((shown) =>
  writePost(shown, {
    origin: needs.origin,
    isMain: shown === main,
    inReplyTo: shown === main ? parentUrl(needs.origin, main.view.post, posts) : undefined,
  }),
)}
${thread.descendants.length > after.length && html`<p class="empty">The conversation goes on; sign in to read all of it.</p>`}`,
  }
}

/** One post of this server for frames of other sites. */
export async function makeEmbedPage(
  needs: Needs,
  handle: string,
  idText: string,
): Promise<PublicPage | undefined> {
  const id = parseId<PostId>(idText)
  const author = id && (await findByPath(needs, handle))
  const post = author && (await needs.posts.findVisible(undefined, id))
  if (!author || !post?.local || post.accountId !== author.id || post.boostOfId) return undefined
  const [main] = await gatherPosts(needs, await needs.posts.keepVisible(undefined, [post.id]))
  if (!main) return undefined
  return {
    title: titleOf(main),
    head: html`<meta name="robots" content="noindex">
<link rel="canonical" href="${postUrl(needs.origin, author, post)}">`,
    body: writePost(main, { origin: needs.origin, isMain: true }),
  }
}

async function findBoosted(needs: Needs, id: PostId): Promise<{ redirect: string } | undefined> {
  const post = await needs.posts.findVisible(undefined, id)
  const author = post && (await needs.accounts.findAccount(post.accountId))
  return author && { redirect: postPath(author, post) }
}

function parentUrl(origin: string, post: Post, posts: readonly ShownPost[]): string | undefined {
  const parent = posts.find((shown) => shown.view.post.id === post.replyToId)
  return parent && postUrl(origin, parent.author, parent.view.post)
}

function titleOf(main: ShownPost): string {
  const words = shorten(wordsOf(main), 80)
  return words === '' ? `A post of ${nameOf(main.author)}` : `${nameOf(main.author)}: ${words}`
}

/** What the post says in plain words; behind a warning, the warning alone. */
function wordsOf({ view: { post }, checkin }: ShownPost): string {
  if (post.contentWarning !== '') return post.contentWarning
  const text = htmlToText(post.content)
  return [text, checkin && sayPlace(checkin.shown)].filter(Boolean).join(' — ')
}

function writePostHead(needs: Pick<Needs, 'origin' | 'maps'>, main: ShownPost, siteTitle: string): Html {
  const { origin } = needs
  const { author, view, checkin } = main
  const { post } = view
  const at = checkin && post.contentWarning === '' ? ` ${sayPlace(checkin.shown)}` : ''
  return writeHead({
    siteTitle,
    title: `${nameOf(author)} (@${handleOf(author)})${at}`,
    description: wordsOf(main),
    url: postUrl(origin, author, post),
    type: 'article',
    image: pictureOf(needs, main),
    activityUrl: httpUrl(post.uri) ?? `${origin}/posts/${post.id}`,
    noIndex: !author.indexable || !post.local,
    ...(post.local && {
      oembedUrl: `${origin}/api/oembed?url=${encodeURIComponent(postUrl(origin, author, post))}`,
    }),
    properties: {
      'article:published_time': post.createdAt.toISOString(),
      'article:modified_time': post.editedAt?.toISOString(),
    },
  })
}

/** A picture that everybody may see unasked: of the post, of its place, or of its author. */
function pictureOf(
  needs: Pick<Needs, 'origin' | 'maps'>,
  { view, author, checkin }: ShownPost,
): PreviewImage {
  const { origin } = needs
  const isOpen = !view.post.sensitive && view.post.contentWarning === ''
  const photo = isOpen
    ? view.media.find((media) => media.kind === 'image' && mediaAddress(media) !== undefined)
    : undefined
  const address = photo && mediaAddress(photo)
  if (photo && address) {
    const { width, height, description } = photo
    return { url: absolute(origin, address), alt: description ?? '', width, height, large: true }
  }
  return (isOpen && checkin && placePicture(needs, checkin)) || authorPicture(origin, author)
}

function authorPicture(origin: string, author: Account): PreviewImage {
  return { url: absolute(origin, avatarPath(author)), alt: `Picture of ${nameOf(author)}`, large: false }
}
