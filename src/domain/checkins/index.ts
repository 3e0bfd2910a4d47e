import type { Account, AccountId } from '#domain/accounts/index.ts'
import type { Place, PlaceId, Point } from '#domain/places/index.ts'
import type { Addition, PostId, Visibility } from '#domain/posts/index.ts'
import { createSparseCache, type SparseCache } from '#platform/cache/index.ts'
import type { Page } from '#platform/db/index.ts'
import type { Reaction } from '#platform/events/index.ts'
import { boostAtPlaces } from './boost-at-places.ts'
import { type Checkin, leastPeople, type Precision, type ShownPlace } from './checkin.ts'
import { countCounted, listAccountPosts, listPlacePosts, selectByPosts, updateLeft } from './checkin-store.ts'
import { deleteByUri } from './companion-store.ts'
import { agree, askAbout, listNamings, onCompanionsGone, withdraw } from './companions.ts'
import { fadeCheckins } from './fade-checkins.ts'
import { findOwnVisits } from './find-own-visits.ts'
import { type HereNow, hereNow } from './here-now.ts'
import { hideHistory } from './hide-history.ts'
import { createZone, isInZone, listZones, removeZone } from './home-zones.ts'
import { selectByKey } from './key-store.ts'
import { defaultVisibilityFor } from './limit-precision.ts'
import { listNear } from './list-near.ts'
import type { CheckinsNeeds } from './needs.ts'
import { onAccounts } from './on-accounts.ts'
import { onPlaces } from './on-places.ts'
import { onPosts } from './on-posts.ts'
import { findPhotoPlace, proposePlace } from './photo-places.ts'
import { areaName, definePlaceAccounts } from './place-accounts.ts'
import { type CheckinDraft, type PrepareOutcome, prepareCheckin } from './prepare-checkin.ts'
import { receiveAsk } from './receive-ask.ts'
import { findToldPlace, type RemoteCheckin, receiveCheckin } from './receive-checkin.ts'
import { showAt } from './show-at.ts'
import { type CheckinSight, showToViewer } from './show-to-viewer.ts'
import { findMapWishes, findPreferences, updatePreferences } from './update-preferences.ts'
import { selectZones } from './zone-store.ts'

export {
  type Checkin,
  type Circle,
  type Companion,
  coarser,
  type NewCheckin,
  type Precision,
  type ShownPlace,
  type Verified,
} from './checkin.ts'
export type { Naming } from './companion-store.ts'
export { companionAgreed, companionAsked, companionEnded, type NamingFact } from './events.ts'
export type { HereNow } from './here-now.ts'
export { type CreateZoneOutcome, outlineZone } from './home-zones.ts'
export { oneOfKey } from './key-store.ts'
export type { CheckinPreferences } from './preferences.ts'
export type { CheckinDraft, CheckinRefusal, PrepareOutcome } from './prepare-checkin.ts'
export type { RemoteAsk } from './receive-ask.ts'
export type { RemoteCheckin } from './receive-checkin.ts'
export { type CheckinSight, type SeenCheckin, seeAs } from './show-to-viewer.ts'
export type { PreferencesGiven, PreferencesOutcome } from './update-preferences.ts'
export type { Position } from './verify-position.ts'
export type { HomeZone, ZoneId } from './zone-store.ts'

/** Who was where, at the precision that its author chose. */
export interface Checkins {
  prepareCheckin(draft: CheckinDraft): Promise<PrepareOutcome>
  /** What a new post adds that is no check-in: who presents it need not look for one. */
  withoutCheckin(): Addition
  /** The check-in that a device's key made, be it deleted since or not. */
  findByKey(accountId: AccountId, key: string): Promise<PostId | undefined>
  /** The visibility that a check-in has when nobody chose one: nobody's but the author's at a sensitive place. */
  defaultVisibility(choice: {
    placeId: PlaceId
    authorId: AccountId
    checkinVisibility: Visibility
  }): Promise<Visibility>
  receiveCheckin(remote: RemoteCheckin): Promise<Addition>
  /** A place as a check-in at this precision would show it. */
  showAt(place: Place, precision: Precision): Promise<ShownPlace>
  /** As everybody who may see the posts sees them: for other servers and for pages without a viewer. */
  findByPosts(postIds: readonly PostId[]): Promise<ReadonlyMap<PostId, Checkin>>
  /** Which layer of them a viewer sees who may see the posts; `seeAs` picks it. */
  findForViewer(
    viewerId: AccountId | undefined,
    postIds: readonly PostId[],
  ): Promise<ReadonlyMap<PostId, CheckinSight>>
  /** The place of ours that a post of another server means, or one that may be kept. */
  findToldPlace(remote: Omit<RemoteCheckin, 'arrivedAt'>): Promise<Place | undefined>
  /** Whether a place is in one of an account's home zones. */
  isAtHome(accountId: AccountId, place: Pick<Place, 'latitude' | 'longitude'>): Promise<boolean>
  /** Of one account, whoever may see them: the caller hides. */
  listByAccount(accountId: AccountId, page: Page): Promise<PostId[]>
  /** Posts that show the place, newest first, whoever may see them. */
  listByPlace(placeId: PlaceId, page: Page & { readonly onlyMedia?: boolean | undefined }): Promise<PostId[]>
  /** Posts with check-ins near a point, newest first, whoever may see them. */
  listNear(point: Point, page: Page): Promise<PostId[]>
  /** Public check-ins of places; a place where fewer than three people were has no number. */
  countByPlace(placeIds: readonly PlaceId[]): Promise<ReadonlyMap<PlaceId, number>>
  /** How often an account was at places of late; for its own eyes. */
  findOwnVisits(accountId: AccountId): Promise<ReadonlyMap<PlaceId, number>>
  /** Ends an own check-in. @returns false when there is none, or it has ended before. */
  checkOut(postId: PostId, accountId: AccountId): Promise<boolean>
  hereNow(placeId: PlaceId, viewerId: AccountId | undefined): Promise<HereNow>
  findPreferences: ReturnType<typeof findPreferences>
  updatePreferences: ReturnType<typeof updatePreferences>
  findMapWishes: ReturnType<typeof findMapWishes>
  proposePlace: ReturnType<typeof proposePlace>
  findPhotoPlace: ReturnType<typeof findPhotoPlace>
  createZone: ReturnType<typeof createZone>
  listZones: ReturnType<typeof listZones>
  removeZone: ReturnType<typeof removeZone>
  hideHistory: ReturnType<typeof hideHistory>
  /** Upkeep: makes check-ins show less whose time has come. */
  fadeCheckins: ReturnType<typeof fadeCheckins>
  /** The account by which a place or neighbourhood is followed: `place_<id>`, `area_<cell>`; id 0 while nobody does. */
  findPlaceAccount(username: string): Promise<Account | undefined>
  /** The same, made to last. */
  ensurePlaceAccount(username: string): Promise<Account | undefined>
  areaName(point: Pick<Point, 'latitude' | 'longitude'>): string
  /** Asks people whether a check-in may name them; they are named when they agree, until one side ends it. */
  askCompanions: ReturnType<typeof askAbout>
  agreeToBeNamed: ReturnType<typeof agree>
  endNaming: ReturnType<typeof withdraw>
  listNamings: ReturnType<typeof listNamings>
  /** Somebody elsewhere asks somebody here. */
  receiveAsk: ReturnType<typeof receiveAsk>
  /** Somebody elsewhere asks no more. @returns whether there was such a question of theirs */
  takeBackAsk(uri: string, authorId: AccountId): Promise<boolean>
  readonly reactions: readonly Reaction[]
  /** Of a consumer of their own: what they do stands in transactions of its own. */
  readonly boosting: readonly Reaction[]
  /** The same for other public posts with a place. @param find those among posts */
  boostWhere(find: Parameters<typeof boostAtPlaces>[1]): Reaction
}

/** Most posts are no check-ins: that, too, is remembered for a moment. */
type Known = SparseCache<PostId, Checkin>
/** The bound where another process was killed before it could tell of a change. */
const freshMs = 30_000

export function defineCheckins(needs: CheckinsNeeds): Checkins {
  const known: Known = createSparseCache({
    clock: needs.clock,
    ttlMs: freshMs,
    max: 10_000,
    // An edit of another server rewrites the check-in with its post.
    shared: { changes: needs.db.changes, kind: 'checkins', alsoOn: ['posts'] },
  })
  const placeAccounts = definePlaceAccounts(needs)
  const { sql } = needs.db
  const forget = (postId: PostId) => known.forget(postId)
  return {
    prepareCheckin: prepareCheckin(needs),
    withoutCheckin: () => ({
      async write(tx, post) {
        tx.afterCommit(() => known.keepNone(post.id))
      },
    }),
    async defaultVisibility({ placeId, authorId, checkinVisibility }) {
      const place = await needs.places.findPlace(placeId, authorId)
      return place ? defaultVisibilityFor(place, { checkinVisibility }) : checkinVisibility
    },
    findByKey: (accountId, key) => selectByKey(sql, accountId, key),
    receiveCheckin: receiveCheckin(needs),
    showAt: (place, precision) => showAt(needs, place, precision),
    findByPosts: (postIds) => findByPosts(needs, known, postIds),
    findForViewer: async (viewerId, postIds) =>
      showToViewer(needs, viewerId, await findByPosts(needs, known, postIds)),
    findToldPlace: (remote) => findToldPlace(needs, remote),
    isAtHome: async (accountId, place) =>
      (await selectZones(sql, [accountId])).some((zone) => isInZone(zone, place)),
    listByAccount: (accountId, page) => listAccountPosts(sql, accountId, page),
    listByPlace: (placeId, page) => listPlacePosts(sql, placeId, page),
    listNear: listNear(needs),
    countByPlace: async (placeIds) => {
      const counts = await countCounted(sql, [...new Set(placeIds)])
      return new Map(
        counts.filter(({ people }) => people >= leastPeople).map(({ placeId, count }) => [placeId, count]),
      )
    },
    findOwnVisits: findOwnVisits(needs),
    checkOut: async (postId, accountId) => {
      const left = await updateLeft(sql, { postId, accountId, at: new Date(needs.clock.now()) })
      forget(postId)
      return left
    },
    hereNow: hereNow(needs),
    findPreferences: findPreferences(needs),
    updatePreferences: updatePreferences(needs),
    findMapWishes: findMapWishes(needs),
    proposePlace: proposePlace(needs),
    findPhotoPlace: findPhotoPlace(needs),
    createZone: createZone(needs),
    listZones: listZones(needs),
    removeZone: removeZone(needs),
    hideHistory: hideHistory(needs, forget),
    fadeCheckins: fadeCheckins(needs, forget),
    findPlaceAccount: placeAccounts.find,
    ensurePlaceAccount: placeAccounts.ensure,
    areaName,
    askCompanions: askAbout(needs),
    agreeToBeNamed: agree(needs, forget),
    endNaming: withdraw(needs, forget),
    listNamings: listNamings(needs),
    receiveAsk: receiveAsk(needs),
    takeBackAsk: (uri, authorId) => deleteByUri(sql, uri, authorId),
    reactions: [
      ...onPosts(needs),
      ...onCompanionsGone(needs, forget),
      onAccounts(needs, forget),
      onPlaces(forget),
    ],
    boosting: [boostAtPlaces(needs, selectByPosts)],
    boostWhere: (find) => boostAtPlaces(needs, find),
  }
}

function findByPosts(
  needs: CheckinsNeeds,
  known: Known,
  postIds: readonly PostId[],
): Promise<Map<PostId, Checkin>> {
  return known.findAll(postIds, async (missing) => {
    const checkins = await selectByPosts(needs.db.sql, missing)
    return new Map(checkins.map((checkin) => [checkin.postId, checkin]))
  })
}
