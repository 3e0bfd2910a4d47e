import type { AccountId } from '#domain/accounts/index.ts'
import type { Place, PlaceId, Point } from '#domain/places/index.ts'
import type { Addition, PostId, Visibility } from '#domain/posts/index.ts'
import { type BatchCache, createBatchCache } from '#platform/cache/index.ts'
import type { Page } from '#platform/db/index.ts'
import type { Reaction } from '#platform/events/index.ts'
import type { Checkin, Precision, ShownPlace } from './checkin.ts'
import { countCounted, listPlacePosts, selectByPosts } from './checkin-store.ts'
import { findOwnVisits } from './find-own-visits.ts'
import { defaultVisibilityFor } from './limit-precision.ts'
import { listNear } from './list-near.ts'
import type { CheckinsNeeds } from './needs.ts'
import { onPosts } from './on-posts.ts'
import { type CheckinDraft, type PrepareOutcome, prepareCheckin } from './prepare-checkin.ts'
import { type RemoteCheckin, receiveCheckin } from './receive-checkin.ts'
import { showAt } from './show-at.ts'

export type { Checkin, NewCheckin, Precision, ShownPlace, Verified } from './checkin.ts'
export type { CheckinDraft, PrepareOutcome } from './prepare-checkin.ts'
export type { RemoteCheckin } from './receive-checkin.ts'
export type { Position } from './verify-position.ts'

/** Who was where, at the precision that its author chose. */
export interface Checkins {
  prepareCheckin(draft: CheckinDraft): Promise<PrepareOutcome>
  /** The visibility that a check-in has when nobody chose one: nobody's but the author's at a sensitive place. */
  defaultVisibility(choice: {
    placeId: PlaceId
    authorId: AccountId
    checkinVisibility: Visibility
  }): Promise<Visibility>
  receiveCheckin(remote: RemoteCheckin): Promise<Addition>
  /** A place as a check-in at this precision would show it. */
  showAt(place: Place, precision: Precision): Promise<ShownPlace>
  findByPosts(postIds: readonly PostId[]): Promise<ReadonlyMap<PostId, Checkin>>
  /** Posts that show the place, newest first, whoever may see them. */
  listByPlace(placeId: PlaceId, page: Page): Promise<PostId[]>
  /** Posts with check-ins near a point, newest first, whoever may see them. */
  listNear(point: Point, page: Page): Promise<PostId[]>
  /** Public check-ins of places; a place where fewer than three people were has no number. */
  countByPlace(placeIds: readonly PlaceId[]): Promise<ReadonlyMap<PlaceId, number>>
  /** How often an account was at places of late; for its own eyes. */
  findOwnVisits(accountId: AccountId): Promise<ReadonlyMap<PlaceId, number>>
  readonly reactions: readonly Reaction[]
}

/** Fewer could be recognised. */
const leastPeople = 3

/** Most posts are no check-ins: that, too, is remembered for a moment. */
type Known = BatchCache<PostId, { readonly checkin: Checkin | undefined }>
const freshMs = 5000

export function defineCheckins(needs: CheckinsNeeds): Checkins {
  const known: Known = createBatchCache({ clock: needs.clock, ttlMs: freshMs, max: 20_000 })
  const { sql } = needs.db
  return {
    prepareCheckin: prepareCheckin(needs),
    async defaultVisibility({ placeId, authorId, checkinVisibility }) {
      const place = await needs.places.findPlace(placeId, authorId)
      return place ? defaultVisibilityFor(place, { checkinVisibility }) : checkinVisibility
    },
    receiveCheckin: receiveCheckin(needs),
    showAt: (place, precision) => showAt(needs, place, precision),
    findByPosts: (postIds) => findByPosts(needs, known, postIds),
    listByPlace: (placeId, page) => listPlacePosts(sql, placeId, page),
    listNear: listNear(needs),
    countByPlace: async (placeIds) => {
      const counts = await countCounted(sql, [...new Set(placeIds)])
      return new Map(
        counts.filter(({ people }) => people >= leastPeople).map(({ placeId, count }) => [placeId, count]),
      )
    },
    findOwnVisits: findOwnVisits(needs),
    reactions: onPosts(needs),
  }
}

async function findByPosts(
  needs: CheckinsNeeds,
  known: Known,
  postIds: readonly PostId[],
): Promise<Map<PostId, Checkin>> {
  const found = await known.getAll([...new Set(postIds)], async (missing) => {
    const checkins = await selectByPosts(needs.db.sql, missing)
    const byPost = new Map(checkins.map((checkin) => [checkin.postId, checkin]))
    return new Map(missing.map((postId) => [postId, { checkin: byPost.get(postId) }]))
  })
  return new Map([...found].flatMap(([postId, { checkin }]) => (checkin ? [[postId, checkin]] : [])))
}
