import type { AccountId } from '#domain/accounts/index.ts'
import type { MediaId } from '#domain/media/index.ts'
import { isSensitive, type Place, type PlaceId } from '#domain/places/index.ts'
import { findOwnVisits } from './find-own-visits.ts'
import type { CheckinsNeeds } from './needs.ts'
import { findPreferences } from './update-preferences.ts'
import type { Position } from './verify-position.ts'

/** Metres. Farther away a photo was taken of a venue rather than at one. */
const reach = 100
/** Metres. A camera that knows no better than this cannot tell one venue from the next. */
const maxAccuracy = 100
const candidates = 50

/**
 * The venue where a photo was probably taken, or undefined; sensitive ones are never proposed, a private one to its owner
 * alone. The position goes no further than this. The caller asks whether the account wants it (`photoPlaces`).
 */
export const proposePlace =
  (needs: CheckinsNeeds) =>
  async (accountId: AccountId, position: Position): Promise<PlaceId | undefined> => {
    if ((position.accuracyMetres ?? 0) > maxAccuracy) return undefined
    const visits = await findOwnVisits(needs)(accountId)
    const near = await needs.places.nearPoint({ ...position, visits, viewer: accountId, limit: candidates })
    return near.find(({ place, distanceMetres }) => distanceMetres <= reach && mayPropose(place))?.place.id
  }

/** The place that the first of one's own free uploads with one proposes, while the account wants it and it still fits. */
export const findPhotoPlace =
  (needs: CheckinsNeeds) =>
  async (accountId: AccountId, mediaIds: readonly MediaId[]): Promise<Place | undefined> => {
    const proposed = await needs.media.findProposal(accountId, mediaIds)
    if (!proposed || !(await findPreferences(needs)(accountId)).photoPlaces) return undefined
    const place = await needs.places.findPlace(proposed as PlaceId, accountId)
    return place && mayPropose(place) ? place : undefined
  }

function mayPropose(place: Place): boolean {
  return place.kind === 'venue' && place.closedOn === null && !isSensitive(place.category)
}
