import type { AccountId } from '#domain/accounts/index.ts'
import { type PlaceId, placeMerged } from '#domain/places/index.ts'
import { type Addition, type PostId, postDeleted } from '#domain/posts/index.ts'
import { createSparseCache } from '#platform/cache/index.ts'
import type { Page } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { hideTips } from './hide-tips.ts'
import type { TipsNeeds } from './needs.ts'
import { prepareTip } from './prepare-tip.ts'
import { receiveTip } from './receive-tip.ts'
import type { Tip } from './tip.ts'
import {
  deleteTips,
  listAccountTips,
  listPlaceTips,
  listUsefulTips,
  moveTips,
  selectTips,
} from './tip-store.ts'

export type { TipDraft, TipRefusal } from './prepare-tip.ts'
export type { RemoteTip } from './receive-tip.ts'
export type { Tip } from './tip.ts'

/** Advice that people leave about places. */
export interface Tips {
  prepareTip: ReturnType<typeof prepareTip>
  /** What a new post adds that is no tip: who presents it need not look for one. */
  withoutTip(): Addition
  receiveTip: ReturnType<typeof receiveTip>
  /** The tips among these posts, whoever may see them. */
  findByPosts(postIds: readonly PostId[]): Promise<ReadonlyMap<PostId, Tip>>
  /** Tips about a place, newest first, whoever may see them: the caller hides. */
  listByPlace(placeId: PlaceId, page: Page): Promise<PostId[]>
  /** The same, what most people liked first. */
  listUseful(placeId: PlaceId, limit: number): Promise<PostId[]>
  /** Of one account, whoever may see them: the caller hides. */
  listByAccount(accountId: AccountId, page: Page): Promise<PostId[]>
  hideTips: ReturnType<typeof hideTips>
  readonly reactions: readonly Reaction[]
  /** Of a consumer of their own: what they do stands in transactions of its own. */
  readonly boosting: readonly Reaction[]
}

/** The bound where another process was killed before it could tell of a change. */
const freshMs = 30_000

export function defineTips(needs: TipsNeeds): Tips {
  const { sql } = needs.db
  const known = createSparseCache<PostId, Tip>({
    clock: needs.clock,
    ttlMs: freshMs,
    max: 10_000,
    // An edit of another server rewrites the tip with its post.
    shared: { changes: needs.db.changes, kind: 'tips', alsoOn: ['posts'] },
  })
  return {
    prepareTip: prepareTip(needs),
    withoutTip: () => ({
      async write(tx, post) {
        tx.afterCommit(() => known.keepNone(post.id))
      },
    }),
    receiveTip: receiveTip(needs),
    findByPosts: (postIds) =>
      known.findAll(postIds, async (missing) => {
        const tips = await selectTips(sql, missing)
        return new Map(tips.map((tip) => [tip.postId, tip]))
      }),
    listByPlace: (placeId, page) => listPlaceTips(sql, placeId, page),
    listUseful: (placeId, limit) => listUsefulTips(sql, placeId, limit),
    listByAccount: (accountId, page) => listAccountTips(sql, accountId, page),
    hideTips: hideTips(needs),
    reactions: [
      on(postDeleted, async (events, tx) => {
        const postIds = events.map(({ data }) => data.postId)
        await deleteTips(tx.sql, postIds)
        tx.forget(() => postIds.forEach(known.forget))
      }),
      on(placeMerged, async (events, tx) => {
        for (const { data } of events) {
          const moved = await moveTips(tx.sql, data)
          tx.forget(() => moved.forEach(known.forget))
        }
      }),
    ],
    boosting: [needs.checkins.boostWhere((runner, postIds) => selectTips(runner, postIds))],
  }
}
