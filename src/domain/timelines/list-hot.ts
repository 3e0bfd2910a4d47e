import type { AccountId } from '#domain/accounts/index.ts'
import { type PostId, type PublicFilter, publicPosts } from '#domain/posts/index.ts'
import { createShortCache, type ShortCache } from '#platform/cache/index.ts'
import type { Page, Transaction } from '#platform/db/index.ts'
import { listHomeIds } from './home-store.ts'
import { cutPage, type HotPage, hotLength } from './hot-pages.ts'
import type { TimelinesNeeds } from './needs.ts'
import { wakeHome } from './wake-home.ts'

/** The newest ids of the timelines that are being read. Who may see them is asked at each reading, after this. */
export interface HotPages {
  readonly homes: ShortCache<AccountId, HotPage>
  readonly feeds: ShortCache<PublicFilter['from'], HotPage>
}

/** The bound where another process was killed before it could tell of a change. */
const freshMs = 30_000

export function createHotPages({ clock, db }: Pick<TimelinesNeeds, 'clock' | 'db'>): HotPages {
  const { changes } = db
  const homes = createShortCache<AccountId, HotPage>({
    clock,
    ttlMs: freshMs,
    max: 5000,
    shared: { changes, kind: 'homes', alsoOn: ['lists'] },
  })
  const feeds = createShortCache<PublicFilter['from'], HotPage>({ clock, ttlMs: freshMs, max: 3 })
  changes.watch(publicPosts, feeds.forgetAll)
  return { homes, feeds }
}

export const listHotHome =
  (needs: Pick<TimelinesNeeds, 'db'>, { homes }: HotPages) =>
  (viewerId: AccountId, page: Page): Promise<PostId[]> =>
    listHot(homes, viewerId, page, (part, use) => readHome(needs, viewerId, { page: part, use }))

export const listHotFeed =
  (needs: Pick<TimelinesNeeds, 'posts'>, { feeds }: HotPages) =>
  (filter: PublicFilter, page: Page): Promise<PostId[]> =>
    filter.onlyMedia
      ? needs.posts.listPublicIds(filter, page)
      : listHot(feeds, filter.from, page, (part, use) => needs.posts.listPublicIds(filter, part, use))

/** What is remembered must not come from a standby: it would stay as old as that was. */
type Use = 'remember' | 'show'

async function readHome(
  needs: Pick<TimelinesNeeds, 'db'>,
  viewerId: AccountId,
  { page, use }: { page: Page; use: Use },
): Promise<PostId[]> {
  const isJustFilled = await wakeHome(needs, viewerId)
  return use === 'remember' || isJustFilled
    ? listHomeIds(needs.db.sql, viewerId, page)
    : needs.db.read((sql) => listHomeIds(sql, viewerId, page))
}

async function listHot<Key extends string>(
  cache: ShortCache<Key, HotPage>,
  key: Key,
  page: Page,
  load: (page: Page, use: Use) => Promise<PostId[]>,
): Promise<PostId[]> {
  const hot = await cache.get(key, async () => {
    const ids = await load({ limit: hotLength }, 'remember')
    return ids.length === 0 ? undefined : { ids, isWhole: ids.length < hotLength }
  })
  return (hot && cutPage(hot, page)) ?? load(page, 'show')
}

/** To be called in a transaction that changes the home of accounts; undefined: of more than one would name. */
export function forgetHomes(
  { homes }: HotPages,
  tx: Transaction,
  accountIds: readonly AccountId[] | undefined,
): void {
  tx.forget(() => {
    if (accountIds === undefined) homes.forgetAll()
    else for (const id of accountIds) homes.forget(id)
  })
}
