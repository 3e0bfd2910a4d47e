import { isSensitive, type Place } from '#domain/places/index.ts'
import type { Visibility } from '#domain/posts/index.ts'
import { coarser, type Precision } from './checkin.ts'

/** Why a check-in is shown less exactly than asked for. */
export type Lowered = 'sensitive' | 'private_place' | 'home_zone'

type PrecisionLimit =
  | {
      readonly ok: true
      readonly precision: Precision
      readonly lowered: Lowered | null
    }
  | { readonly ok: false; readonly because: 'private_place_public' }

/**
 * The most exact precision at which a place may be shown to an audience. A private venue (a home) is never public and
 * only a cell to followers: that followers are many is forgotten easily. A sensitive place is a city to strangers.
 * Near a home it is the city for everybody who is not named.
 */
export function limitPrecision(
  { place, atHome }: { readonly place: Place; readonly atHome: boolean },
  visibility: Visibility,
  wanted: Precision,
): PrecisionLimit {
  const isPublic = visibility === 'public' || visibility === 'unlisted'
  if (place.private && wanted === 'venue' && visibility !== 'direct') {
    if (isPublic) return { ok: false, because: 'private_place_public' }
    const precision = atHome ? 'city' : 'cell'
    return { ok: true, precision, lowered: atHome ? 'home_zone' : 'private_place' }
  }
  if (atHome && visibility !== 'direct' && coarser(wanted, 'city') !== wanted) {
    return { ok: true, precision: 'city', lowered: 'home_zone' }
  }
  if (isSensitive(place.category) && isPublic && (wanted === 'venue' || wanted === 'cell')) {
    return { ok: true, precision: 'city', lowered: 'sensitive' }
  }
  return { ok: true, precision: wanted, lowered: null }
}

/** The visibility that a form proposes for a check-in at a place: nobody for what is sensitive. */
export function defaultVisibilityFor(
  place: Pick<Place, 'category' | 'private'>,
  user: { readonly checkinVisibility: Visibility },
): Visibility {
  if (isSensitive(place.category)) return 'direct'
  const isPublic = user.checkinVisibility === 'public' || user.checkinVisibility === 'unlisted'
  return place.private && isPublic ? 'followers' : user.checkinVisibility
}
