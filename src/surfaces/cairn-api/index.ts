import type { AccountId } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Drafts } from '#domain/drafts/index.ts'
import type { Histories } from '#domain/histories/index.ts'
import type { Imports } from '#domain/imports/index.ts'
import type { Journal } from '#domain/journal/index.ts'
import type { Places } from '#domain/places/index.ts'
import type { Takeouts } from '#domain/takeouts/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import type { Tips } from '#domain/tips/index.ts'
import type { ArchiveFile } from '#platform/archives/index.ts'
import type { AnyEndpoint } from '#platform/http-server/index.ts'
import type { Storage } from '#platform/storage/index.ts'
import type { PresentStatuses } from './list-answer.ts'
import { getAccountTips } from './v1/accounts/_id/tips.get.ts'
import { type PeerNeeds, peerEndpoints } from './v1/admin/peers.ts'
import { type RelayNeeds, relayEndpoints } from './v1/admin/relays.ts'
import { type AliasNeeds, aliasEndpoints } from './v1/aliases.ts'
import { getCategories } from './v1/categories.get.ts'
import { getCheckinPreferences, putCheckinPreferences } from './v1/checkin_preferences.ts'
import { postCheckOut } from './v1/checkins/_id/check_out.post.ts'
import { type CompanionNeeds, companionEndpoints } from './v1/checkins/_id/companions.ts'
import { postHideAll } from './v1/checkins/hide_all.post.ts'
import { type ExportNeeds, exportEndpoints, exportTables } from './v1/exports.ts'
import { getCrossings } from './v1/friends/crossings.get.ts'
import {
  getFriendsLatest,
  getLeaderboard,
  getMayor,
  getMayorships,
  getTrendingPlaces,
} from './v1/friends/games.ts'
import { historyEndpoints } from './v1/histories.ts'
import { deleteHomeZone, getHomeZones, postHomeZone } from './v1/home_zones.ts'
import { importEndpoints } from './v1/imports.ts'
import { exportJournal } from './v1/journal/export.get.ts'
import { reviewEndpoints } from './v1/journal/reviews.ts'
import { getJournalDays, getOnThisDay, getOwnMap, getStatistics } from './v1/journal/summaries.ts'
import { getJournal } from './v1/journal.get.ts'
import { getHereNow } from './v1/places/_id/here_now.get.ts'
import { getPlaceHistory } from './v1/places/_id/history.get.ts'
import { placeLifeEndpoints } from './v1/places/_id/life.ts'
import { getPlaceStatuses } from './v1/places/_id/statuses.get.ts'
import { getPlaceTips } from './v1/places/_id/tips.get.ts'
import { getPlace } from './v1/places/_id.get.ts'
import { placeAccountEndpoints } from './v1/places/account.get.ts'
import { getNearby, postNearby } from './v1/places/nearby.ts'
import { searchPlacesEndpoint } from './v1/places/search.get.ts'
import { postPlace } from './v1/places.post.ts'
import { takeoutEndpoints } from './v1/takeouts.ts'
import { getNearbyTimeline, postNearbyTimeline } from './v1/timelines/nearby.ts'
import { tripEndpoints } from './v1/trips.ts'
import { journalFile, type VisitFeatureNeeds } from './visit-features.ts'

export interface CairnApiNeeds
  extends Omit<AliasNeeds, 'accounts'>,
    PeerNeeds,
    RelayNeeds,
    Omit<CompanionNeeds, 'checkins' | 'posts'>,
    Omit<ExportNeeds, 'accounts' | 'posts'> {
  readonly posts: CompanionNeeds['posts'] & ExportNeeds['posts']
  readonly accounts: AliasNeeds['accounts'] & ExportNeeds['accounts']
  readonly origin: string
  readonly places: Places
  readonly checkins: Checkins
  readonly drafts: Drafts
  readonly histories: Histories
  readonly imports: Imports
  readonly journal: Journal
  readonly timelines: Timelines
  readonly takeouts: Takeouts
  readonly tips: Tips
  readonly storage: Storage
  readonly presentStatuses: PresentStatuses
  readonly presentAccounts: (ids: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, object>>
}

export { presentPlace } from './present-place.ts'

/** What people here have gathered, as files of their archive. */
export function archiveTables(needs: ExportNeeds & VisitFeatureNeeds, me: AccountId): ArchiveFile[] {
  return [journalFile(needs, me), ...exportTables(needs, me)]
}

/** What the Mastodon API lacks: places and the feeds around them. */
export function listCairnEndpoints(needs: CairnApiNeeds): AnyEndpoint[] {
  return [
    getNearby(needs),
    postNearby(needs),
    searchPlacesEndpoint(needs),
    postPlace(needs),
    getPlace(needs),
    ...placeLifeEndpoints(needs),
    getPlaceStatuses(needs),
    getPlaceTips(needs),
    getAccountTips(needs),
    getNearbyTimeline(needs),
    postNearbyTimeline(needs),
    getCategories(),
    getJournal(needs),
    getJournalDays(needs),
    getOnThisDay(needs),
    getStatistics(needs),
    getOwnMap(needs),
    ...reviewEndpoints(needs),
    exportJournal(needs),
    getFriendsLatest(needs),
    getLeaderboard(needs),
    getCrossings(needs),
    ...tripEndpoints(needs),
    getMayor(needs),
    getMayorships(needs),
    getTrendingPlaces(needs),
    getHereNow(needs),
    getPlaceHistory(needs),
    postCheckOut(needs),
    postHideAll(needs),
    getCheckinPreferences(needs),
    putCheckinPreferences(needs),
    getHomeZones(needs),
    postHomeZone(needs),
    deleteHomeZone(needs),
    ...companionEndpoints(needs),
    ...historyEndpoints(needs),
    ...aliasEndpoints(needs),
    ...exportEndpoints(needs),
    ...importEndpoints(needs),
    ...takeoutEndpoints(needs),
    ...peerEndpoints(needs),
    ...relayEndpoints(needs),
    ...placeAccountEndpoints(needs),
  ]
}
