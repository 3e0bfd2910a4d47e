import type { AccountId } from '#domain/accounts/index.ts'
import type { Visit } from '#domain/journal/index.ts'
import type { Place } from '#domain/places/index.ts'
import { presentPlace } from './present-place.ts'

/** An own check-in, at its true place: for its owner alone. */
export function presentVisit(origin: string, visit: Visit, place: Place | undefined, me: AccountId) {
  return {
    id: visit.postId,
    arrived_at: visit.arrivedAt.toISOString(),
    left_at: visit.leftAt?.toISOString() ?? null,
    verified: visit.verified,
    visibility: visit.visibility === 'followers' ? 'private' : visit.visibility,
    note: visit.note ?? '',
    place: place ? presentPlace(origin, place, me) : null,
  }
}
