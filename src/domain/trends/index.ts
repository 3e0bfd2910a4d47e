import { type AccountId, type Accounts, isActive, isLimited } from '#domain/accounts/index.ts'
import type { Audit } from '#domain/audit/index.ts'
import { findLinks, normaliseLink } from '#domain/cards/index.ts'
import { type PostId, postDeleted, postEdited, postPublished } from '#domain/posts/index.ts'
import { createShortCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database, Page, TransactionSql } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { selectKnownTags, selectReviews, upsertReview } from './review-store.ts'
import {
  computeLinks,
  computePlaces,
  computePosts,
  computeTags,
  deleteLinks,
  deleteTrends,
  insertLinks,
  selectContents,
  selectLinkDays,
  selectLinkPosts,
  selectTrends,
  type TrendKind,
} from './trend-store.ts'

export type { TrendKind } from './trend-store.ts'

export interface Trends {
  /** Computes all of them again from what people did, with decay; safe to be done by several at once. */
  refresh(): Promise<void>
  /** The highest first: tags, ids of posts, links, ids of places. */
  listTrends(
    kind: TrendKind,
    page: { limit: number; offset: number },
    /** all: also what moderators rejected. */
    which?: 'allowed' | 'all',
  ): Promise<string[]>
  /** A moderator says whether something may trend; written down. */
  reviewTrend(
    kind: TrendKind,
    subject: string,
    verdict: { readonly allowed: boolean; readonly by: AccountId },
  ): Promise<void>
  /** What moderators have said, where they have. */
  findReviews(kind: TrendKind, subjects: readonly string[]): Promise<ReadonlyMap<string, boolean>>
  /** Tags of the last week, the most used first, at most five thousand; at most a minute old. */
  listKnownTags(): Promise<string[]>
  /** Public posts with a link, newest first. */
  listLinkIds(url: string, page: Page): Promise<PostId[]>
  /** Each link's last seven days, today first. */
  findLinkHistories(urls: readonly string[]): Promise<ReadonlyMap<string, readonly LinkDay[]>>
  readonly reactions: readonly Reaction[]
}

export interface LinkDay {
  /** YYYY-MM-DD, UTC. */
  readonly day: string
  readonly uses: number
  readonly accounts: number
}

const dayMs = 86_400_000

export interface TrendsNeeds {
  readonly db: Database
  readonly clock: Clock
  readonly accounts: Pick<Accounts, 'findAccounts'>
  readonly audit: Pick<Audit, 'record'>
}

export function defineTrends({ db, clock, accounts, audit }: TrendsNeeds): Trends {
  const known = createShortCache<'all', string[]>({ clock, ttlMs: 60_000, max: 1 })
  const loadKnown = () =>
    selectKnownTags(db.sql, new Date(clock.now() - 7 * dayMs).toISOString().slice(0, 10))
  const idBefore = (days: number) => (BigInt(clock.now() - days * dayMs) << 16n).toString()
  return {
    refresh: () =>
      db.transact(async ({ sql }) => {
        const now = new Date(clock.now())
        await deleteTrends(sql)
        await computeTags(sql, now)
        await computePosts(sql, now)
        await computeLinks(sql, now, idBefore(3))
        await computePlaces(sql, now, idBefore(7))
      }),
    listTrends: (kind, page, which) => selectTrends(db.sql, kind, page, which),
    reviewTrend: (kind, subject, { allowed, by }) =>
      db.transact(async (tx) => {
        await upsertReview(tx.sql, kind, subject, allowed)
        await audit.record(tx, {
          staffId: by,
          action: allowed ? 'approve_trend' : 'reject_trend',
          target: `${kind}:${subject}`,
          detail: {},
        })
      }),
    async findReviews(kind, subjects) {
      const reviews = await selectReviews(db.sql, kind, subjects)
      return new Map(reviews.map((review) => [review.subject, review.allowed]))
    },
    listKnownTags: async () => (await known.get('all', loadKnown)) ?? loadKnown(),
    listLinkIds: async (url, page) => {
      const normal = normaliseLink(url)
      return normal === undefined ? [] : selectLinkPosts(db.sql, normal, page)
    },
    async findLinkHistories(urls) {
      const rows = await selectLinkDays(db.sql, urls, idBefore(7))
      const known = new Map(rows.map((row) => [`${row.url} ${row.day}`, row]))
      const days = Array.from({ length: 7 }, (_none, ago) =>
        new Date(clock.now() - ago * dayMs).toISOString().slice(0, 10),
      )
      return new Map(
        urls.map((url) => [
          url,
          days.map((day) => known.get(`${url} ${day}`) ?? { day, uses: 0, accounts: 0 }),
        ]),
      )
    },
    reactions: [
      on(postPublished, (events, tx) => keepLinks(accounts, tx.sql, idsOf(events))),
      on(postEdited, async (events, tx) => {
        await deleteLinks(tx.sql, idsOf(events))
        await keepLinks(accounts, tx.sql, idsOf(events))
      }),
      on(postDeleted, (events, tx) => deleteLinks(tx.sql, idsOf(events))),
    ],
  }
}

function idsOf(events: readonly { data: { postId: PostId } }[]): PostId[] {
  return events.map((event) => event.data.postId)
}

async function keepLinks(
  accounts: Pick<Accounts, 'findAccounts'>,
  sql: TransactionSql,
  ids: readonly PostId[],
): Promise<void> {
  const found = await selectContents(sql, ids)
  const authors = await accounts.findAccounts(found.map((post) => post.accountId))
  const posts = found.filter((post) => {
    const author = authors.get(post.accountId)
    return author !== undefined && isActive(author) && !isLimited(author)
  })
  await insertLinks(
    sql,
    posts.flatMap((post) =>
      findLinks(post).map((url) => ({ url, postId: post.postId, accountId: post.accountId })),
    ),
  )
}
