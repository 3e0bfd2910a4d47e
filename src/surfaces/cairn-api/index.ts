import type { Checkins } from '#domain/checkins/index.ts'
import type { Places } from '#domain/places/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import type { AnyEndpoint } from '#platform/http-server/index.ts'
import type { PresentStatuses } from './list-answer.ts'
import { getCategories } from './v1/categories.get.ts'
import { getPlaceStatuses } from './v1/places/_id/statuses.get.ts'
import { getPlace } from './v1/places/_id.get.ts'
import { getNearby, postNearby } from './v1/places/nearby.ts'
import { searchPlacesEndpoint } from './v1/places/search.get.ts'
import { postPlace } from './v1/places.post.ts'
import { getNearbyTimeline, postNearbyTimeline } from './v1/timelines/nearby.ts'

export interface CairnApiNeeds {
  readonly origin: string
  readonly places: Places
  readonly checkins: Checkins
  readonly timelines: Timelines
  readonly presentStatuses: PresentStatuses
}

/** What the Mastodon API lacks: places and the feeds around them. */
export function listCairnEndpoints(needs: CairnApiNeeds): AnyEndpoint[] {
  return [
    getNearby(needs),
    postNearby(needs),
    searchPlacesEndpoint(needs),
    postPlace(needs),
    getPlace(needs),
    getPlaceStatuses(needs),
    getNearbyTimeline(needs),
    postNearbyTimeline(needs),
    getCategories(),
  ]
}
