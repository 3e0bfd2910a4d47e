import type { AccountId } from '#domain/accounts/index.ts'
import { cellOf, isSensitive, type Place, type PlaceId } from '#domain/places/index.ts'
import type { Addition, Visibility } from '#domain/posts/index.ts'
import { isPrecision, type NewCheckin, type ShownPlace, type Verified } from './checkin.ts'
import { insertCheckin } from './checkin-store.ts'
import { renderPlaceLine } from './describe-checkin.ts'
import { limitPrecision } from './limit-precision.ts'
import type { CheckinsNeeds } from './needs.ts'
import { showAt } from './show-at.ts'
import { type Position, verifyPosition } from './verify-position.ts'

export interface CheckinDraft {
  readonly authorId: AccountId
  readonly placeId: PlaceId
  readonly visibility: Visibility
  /** A Precision; anything else is refused. */
  readonly precision: string
  /** Decides `verified`, and is dropped. */
  readonly position?: Position | undefined
}

export type PrepareOutcome =
  | {
      readonly ok: true
      readonly checkin: NewCheckin
      /** For publishPost: the place line, and the row in the post's transaction. */
      readonly addition: Addition
      /** Why it is shown less exactly than asked for. */
      readonly lowered: 'sensitive' | 'private_place' | null
    }
  | { readonly ok: false; readonly because: 'unknown_place' | 'unknown_precision' | 'private_place_public' }

/** Turns a chosen place into what will be written and shown. Reads, but writes nothing yet. */
export const prepareCheckin =
  (needs: CheckinsNeeds) =>
  async (draft: CheckinDraft): Promise<PrepareOutcome> => {
    if (!isPrecision(draft.precision)) return { ok: false, because: 'unknown_precision' }
    const place = await needs.places.findPlace(draft.placeId, draft.authorId)
    if (!place) return { ok: false, because: 'unknown_place' }
    const limit = limitPrecision(place, draft.visibility, draft.precision)
    if (!limit.ok) return limit
    const shown = await showAt(needs, place, limit.precision)
    const checkin = toCheckin({
      place,
      shown,
      visibility: draft.visibility,
      verified: verifyPosition(place, draft.position),
      arrivedAt: new Date(needs.clock.now()),
    })
    return { ok: true, checkin, addition: toAddition(checkin), lowered: limit.lowered }
  }

interface Told {
  /** The chosen place as far as this server keeps it. */
  readonly place: Place | undefined
  readonly shown: ShownPlace
  readonly visibility: Visibility
  readonly verified: Verified
  readonly arrivedAt: Date
}

/**
 * Where lists will find the check-in: all of it follows from what is shown. Sensitive places stay out of lists and
 * numbers; only what everybody may see moves a public number.
 */
export function toCheckin({ place, shown, visibility, verified, arrivedAt }: Told): NewCheckin {
  const listed = shown.precision !== 'venue' || !isSensitive(shown.category)
  const shownPlaceId = shown.precision === 'venue' ? (place?.id ?? null) : shown.placeId
  const point =
    shown.latitude !== null && shown.longitude !== null
      ? { latitude: shown.latitude, longitude: shown.longitude }
      : undefined
  return {
    placeId: place?.id ?? null,
    precision: shown.precision,
    shown,
    shownPlaceId: listed ? shownPlaceId : null,
    shownH39: listed && point && shown.precision === 'venue' ? cellOf(point, 9) : null,
    shownH35: listed && point ? cellOf(point, 5) : null,
    verified,
    counted: listed && shownPlaceId !== null && (visibility === 'public' || visibility === 'unlisted'),
    arrivedAt,
  }
}

export function toAddition(checkin: NewCheckin): Addition {
  return {
    footer: renderPlaceLine(checkin.shown),
    write: (tx, post) => insertCheckin(tx.sql, { postId: post.id, accountId: post.accountId, ...checkin }),
  }
}
