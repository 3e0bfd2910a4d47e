import { type AccountId, isLimited } from '#domain/accounts/index.ts'
import type { PostId, PostView, VisibleList } from '#domain/posts/index.ts'
import type { Hidden } from '#domain/relationships/index.ts'
import type { Page } from '#platform/db/index.ts'
import type { TimelinesNeeds } from './needs.ts'

/** A page of a timeline after hiding: ids in order with their views, and where the next pages begin. */
export interface TimelinePage extends VisibleList {
  /** Ask for older with `maxId` = this; absent at the end. */
  readonly olderThan: PostId | undefined
  /** Ask for newer with `minId` = this. */
  readonly newerThan: PostId | undefined
}

export interface TimelineSource {
  readonly skeleton: (page: Page) => Promise<PostId[]>
  /** Whether posts come from whoever writes publicly: then what limited authors say is left out, for all but themselves. */
  readonly isOpenToAll?: boolean
}

/** Rounds of reading on when the hide step empties a page: bounded, because a mute can hide a whole feed. */
const maxRounds = 4

/**
 * Skeleton, hydrate, hide, for any list of posts. A page that hiding thinned out is filled up, and the next page
 * begins where reading ended, not where showing ended: so nothing is skipped and nothing is read twice.
 */
export async function listTimeline(
  needs: Pick<TimelinesNeeds, 'accounts' | 'posts' | 'relationships'>,
  viewerId: AccountId | undefined,
  page: Page,
  { skeleton, isOpenToAll = false }: TimelineSource,
): Promise<TimelinePage> {
  const hidden = viewerId && (await needs.relationships.findHidden(viewerId))
  const kept: PostId[] = []
  const views = new Map<PostId, PostView>()
  let rest = page
  let first: PostId | undefined
  let last: PostId | undefined
  let ended = false
  for (let round = 0; round < maxRounds && kept.length < page.limit && !ended; round++) {
    const ids = await skeleton(rest)
    ended = ids.length < rest.limit
    const visible = await needs.posts.keepVisible(viewerId, ids)
    for (const [id, view] of visible.views) views.set(id, view)
    const away = await findAway(needs, hidden, { visible, isOpenToAll })
    const shown = visible.ids.filter((id) => !isAway(id, visible.views, { away, viewerId }))
    kept.push(...shown)
    first ??= ids[0]
    last = ids.at(-1) ?? last
    // Reading upward, filling up would break the order of the page: one round only.
    if (page.minId !== undefined || last === undefined) break
    rest = { ...page, maxId: last, limit: page.limit - kept.length }
  }
  const more = page.minId !== undefined || !ended
  return { ids: kept, views, newerThan: first, olderThan: more ? last : undefined }
}

/**
 * The authors in a list whom the viewer has muted, or whose domain, and the limited ones where strangers write. No
 * query: the accounts were read already.
 */
async function findAway(
  needs: Pick<TimelinesNeeds, 'accounts'>,
  hidden: Hidden | undefined,
  { visible: { views }, isOpenToAll }: { visible: VisibleList; isOpenToAll: boolean },
): Promise<ReadonlySet<string>> {
  const muted: ReadonlySet<string> = hidden?.muted ?? new Set()
  if (!isOpenToAll && !hidden?.domains.size) return muted
  const authors = await needs.accounts.findAccounts([...views.values()].map(({ post }) => post.accountId))
  const far = [...authors.values()].filter(
    (author) =>
      (isOpenToAll && isLimited(author)) || hidden?.domains.has(author.domain?.toLowerCase() ?? '') === true,
  )
  return new Set([...muted, ...far.map((author) => author.id)])
}

function isAway(
  id: PostId,
  views: ReadonlyMap<PostId, PostView>,
  { away, viewerId }: { away: ReadonlySet<string>; viewerId: AccountId | undefined },
): boolean {
  const post = views.get(id)?.post
  if (!post || post.accountId === viewerId) return false
  const boosted = post.boostOfId ? views.get(post.boostOfId)?.post : undefined
  return [post.accountId, boosted?.accountId].some((author) => author !== undefined && away.has(author))
}
