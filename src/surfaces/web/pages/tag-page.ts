import { normaliseTag } from '#domain/posts/index.ts'
import { html } from '#platform/html/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { absolute, tagPath } from './addresses.ts'
import { gatherPosts } from './gather-posts.ts'
import type { PagesNeeds } from './needs.ts'
import type { PublicPage } from './public-page.ts'
import { writeFeed } from './write-feed.ts'
import { writeHead } from './write-head.ts'

type Needs = Pick<PagesNeeds, 'origin' | 'accounts' | 'posts' | 'timelines' | 'checkins' | 'instance'>

const postsAPage = 20

/** Public posts with a hashtag. There is a page for every tag, used or not: so it tells nothing of hidden posts. */
export async function makeTagPage(
  needs: Needs,
  name: string,
  maxId: string | undefined,
): Promise<PublicPage | undefined> {
  if (!/^[\p{L}\p{M}\p{N}_·]{1,100}$/u.test(name)) return undefined
  const tag = normaliseTag(name)
  const [list, { title: siteTitle }] = await Promise.all([
    needs.timelines.listTag(
      undefined,
      tag,
      { from: 'everywhere' },
      { limit: postsAPage, maxId: parseId(maxId) },
    ),
    needs.instance.getSettings(),
  ])
  const posts = await gatherPosts(needs, list)
  const path = tagPath(tag)
  const older = list.olderThan && `${path}?max_id=${list.olderThan}`
  return {
    title: `#${tag}`,
    head: writeHead({
      siteTitle,
      title: `#${tag}`,
      description: `Public posts with the hashtag #${tag}.`,
      url: absolute(needs.origin, path),
      type: 'website',
      // Its posts come from people of whom some do not want to be found.
      noIndex: true,
      next: older && absolute(needs.origin, older),
    }),
    body: html`<h1 class="page-title">#${tag}</h1>
${writeFeed(posts, {
  origin: needs.origin,
  name: `Posts with #${tag}`,
  empty: 'No public posts with this tag yet.',
  older,
  newest: maxId === undefined ? undefined : path,
})}`,
  }
}
