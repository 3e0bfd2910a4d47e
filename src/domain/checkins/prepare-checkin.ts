import type { AccountId } from '#domain/accounts/index.ts'
import { cellOf, isSensitive, type Place, type PlaceId } from '#domain/places/index.ts'
import type { Addition, Visibility } from '#domain/posts/index.ts'
import {
  coarser,
  isPrecision,
  type Layers,
  type NewCheckin,
  type Precision,
  type ShownPlace,
  type Verified,
} from './checkin.ts'
import { insertCheckin } from './checkin-store.ts'
import { askCompanions, mayAsk } from './companions.ts'
import { renderPlaceLine } from './describe-checkin.ts'
import { fadeAt, nextFading } from './fading.ts'
import { isInZone } from './home-zones.ts'
import { insertKey } from './key-store.ts'
import { type Lowered, limitPrecision } from './limit-precision.ts'
import type { CheckinsNeeds } from './needs.ts'
import { type CheckinPreferences, noPreferences } from './preferences.ts'
import { showAt } from './show-at.ts'
import { findPreferences } from './update-preferences.ts'
import { type Position, verifyPosition } from './verify-position.ts'
import { selectZones } from './zone-store.ts'

export interface CheckinDraft {
  readonly authorId: AccountId
  readonly placeId: PlaceId
  readonly visibility: Visibility
  /** How exactly everybody who may see the post sees the place. A Precision; anything else is refused. */
  readonly precision: string
  /** How exactly followers and friends see it, where that is more; absent: as the account prefers. */
  readonly followersPrecision?: string | undefined
  readonly friendsPrecision?: string | undefined
  /** Decides `verified`, and is dropped. */
  readonly position?: Position | undefined
  /** Of a check-in told later; absent: now. */
  readonly arrivedAt?: Date | undefined
  readonly leftAt?: Date | undefined
  /** Who was there, too: each is asked, and named when they agree. */
  readonly companionIds?: readonly AccountId[] | undefined
  /** Of the device that made it: the same key makes one check-in, whenever it comes again. */
  readonly clientKey?: string | undefined
  /** It comes from another system, which has verified it or not. */
  readonly imported?: boolean | undefined
}

export type CheckinRefusal =
  | 'unknown_place'
  | 'unknown_precision'
  | 'private_place_public'
  | 'impossible_time'
  | 'unknown_companion'

export type PrepareOutcome =
  | {
      readonly ok: true
      readonly checkin: NewCheckin
      /** For publishPost: the place line, and the row in the post's transaction. */
      readonly addition: Addition
      /** Why it is shown less exactly than asked for. */
      readonly lowered: Lowered | null
    }
  | { readonly ok: false; readonly because: CheckinRefusal }

/** Clocks of devices differ. */
const maxAheadMs = 300_000
const earliest = Date.UTC(1970, 0, 1)

/** Turns a chosen place into what will be written and shown. Reads, but writes nothing yet. */
export const prepareCheckin =
  (needs: CheckinsNeeds) =>
  async (asked: CheckinDraft): Promise<PrepareOutcome> => {
    if (!hasKnownPrecisions(asked)) return { ok: false, because: 'unknown_precision' }
    const now = needs.clock.now()
    const arrivedAt = asked.arrivedAt ?? new Date(now)
    if (!isPossible(arrivedAt, now)) return { ok: false, because: 'impossible_time' }
    if (!(await mayName(needs, asked))) return { ok: false, because: 'unknown_companion' }
    const [place, zones, wanted] = await Promise.all([
      needs.places.findPlace(asked.placeId, asked.authorId),
      selectZones(needs.db.sql, [asked.authorId]),
      findPreferences(needs)(asked.authorId),
    ])
    if (!place) return { ok: false, because: 'unknown_place' }
    const { draft, preferences } = applyAge(asked, wanted, { arrivedAt, now })
    const spot = { place, atHome: zones.some((zone) => isInZone(zone, place)) }
    const limit = limitPrecision(spot, draft.visibility, draft.precision)
    if (!limit.ok) return limit
    const checkin = toCheckin({
      place,
      shown: await showAt(needs, place, limit.precision),
      layers: await showLayers(needs, { draft, spot, base: limit.precision, preferences }),
      visibility: draft.visibility,
      // Where somebody is now says nothing about where they were.
      verified: draft.imported
        ? 'imported'
        : draft.arrivedAt
          ? 'manual'
          : verifyPosition(place, draft.position),
      arrivedAt,
      leftAt: draft.leftAt,
      fadeAt: nextFading(preferences, arrivedAt, arrivedAt.getTime()),
    })
    return {
      ok: true,
      checkin,
      addition: withCompanions(needs, withKey(toAddition(checkin), draft.clientKey), draft.companionIds),
      lowered: limit.lowered,
    }
  }

/**
 * What is told of long ago is as coarse from its first moment as it would have become by now: another server keeps
 * whatever it was told once.
 */
function applyAge(
  draft: Checked,
  preferences: CheckinPreferences,
  { arrivedAt, now }: { arrivedAt: Date; now: number },
): { draft: Checked; preferences: CheckinPreferences } {
  const { precision: limit } = fadeAt(preferences, arrivedAt, now)
  if (!limit) return { draft, preferences }
  const { precision, followersPrecision, friendsPrecision } = draft
  return {
    draft: {
      ...draft,
      precision: coarser(precision, limit),
      followersPrecision: followersPrecision && coarser(followersPrecision, limit),
      friendsPrecision: friendsPrecision && coarser(friendsPrecision, limit),
    },
    preferences: {
      ...preferences,
      followersPrecision: preferences.followersPrecision && coarser(preferences.followersPrecision, limit),
      friendsPrecision: preferences.friendsPrecision && coarser(preferences.friendsPrecision, limit),
    },
  }
}

async function mayName(needs: CheckinsNeeds, draft: CheckinDraft): Promise<boolean> {
  const companionIds = draft.companionIds ?? []
  if (companionIds.length > 0 && draft.visibility === 'direct') return false
  return mayAsk(needs, draft.authorId, companionIds)
}

function withKey(addition: Addition, key: string | undefined): Addition {
  if (key === undefined) return addition
  return {
    ...addition,
    async write(tx, post) {
      await insertKey(tx.sql, { accountId: post.accountId, postId: post.id, key })
      await addition.write(tx, post)
    },
  }
}

function withCompanions(
  needs: CheckinsNeeds,
  addition: Addition,
  companionIds: readonly AccountId[] | undefined,
): Addition {
  if (!companionIds || companionIds.length === 0) return addition
  return {
    ...addition,
    async write(tx, post) {
      await addition.write(tx, post)
      await askCompanions(needs, tx, { postId: post.id, authorId: post.accountId }, companionIds)
    },
  }
}

type Checked = CheckinDraft & {
  readonly precision: Precision
  readonly followersPrecision?: Precision | undefined
  readonly friendsPrecision?: Precision | undefined
}

function hasKnownPrecisions(draft: CheckinDraft): draft is Checked {
  return [draft.precision, draft.followersPrecision, draft.friendsPrecision].every(
    (precision) => precision === undefined || isPrecision(precision),
  )
}

function isPossible(arrivedAt: Date, now: number): boolean {
  const time = arrivedAt.getTime()
  return time >= earliest && time <= now + maxAheadMs
}

interface LayerWish {
  readonly draft: Checked
  readonly spot: { readonly place: Place; readonly atHome: boolean }
  readonly base: Precision
  readonly preferences: CheckinPreferences
}

/**
 * What narrower circles see, each only where it is more than the wider one sees. Direct posts have one audience. Of a
 * sensitive place nobody is shown more because of a setting: only where the form says so.
 */
async function showLayers(needs: CheckinsNeeds, wish: LayerWish): Promise<Layers | null> {
  const { draft, spot, base } = wish
  const preferred = isSensitive(spot.place.category) ? noPreferences : wish.preferences
  if (draft.visibility === 'direct') return null
  const finest = (wanted: Precision, than: Precision): Precision => {
    const limit = limitPrecision(spot, 'followers', wanted)
    return limit.ok && coarser(limit.precision, than) === than ? limit.precision : than
  }
  const isForFollowers = draft.visibility === 'followers'
  const forFollowers = isForFollowers
    ? base
    : finest(draft.followersPrecision ?? preferred.followersPrecision ?? base, base)
  const forFriends = finest(
    draft.friendsPrecision ?? preferred.friendsPrecision ?? forFollowers,
    forFollowers,
  )
  const layers: Layers = {
    ...(forFollowers !== base && { followers: await showAt(needs, spot.place, forFollowers) }),
    ...(forFriends !== forFollowers && { friends: await showAt(needs, spot.place, forFriends) }),
  }
  return layers.followers || layers.friends ? layers : null
}

interface Told {
  /** The chosen place as far as this server keeps it. */
  readonly place: Place | undefined
  readonly shown: ShownPlace
  readonly layers?: Layers | null
  readonly visibility: Visibility
  readonly verified: Verified
  readonly arrivedAt: Date
  readonly leftAt?: Date | null | undefined
  readonly fadeAt?: Date | null
}

/**
 * Where lists will find the check-in: all of it follows from what everybody sees. Sensitive places and what is told to
 * named people alone, or to nobody, stay out of lists and numbers: a crown would tell of it. Only what everybody may see
 * moves a public number.
 */
export function toCheckin(told: Told): NewCheckin {
  const { place, shown, visibility, verified, arrivedAt } = told
  const listed = visibility !== 'direct' && (shown.precision !== 'venue' || !isSensitive(shown.category))
  const shownPlaceId = shown.precision === 'venue' ? (place?.id ?? null) : shown.placeId
  const point =
    shown.latitude !== null && shown.longitude !== null
      ? { latitude: shown.latitude, longitude: shown.longitude }
      : undefined
  return {
    placeId: place?.id ?? null,
    precision: shown.precision,
    shown,
    layers: told.layers ?? null,
    shownPlaceId: listed ? shownPlaceId : null,
    shownH39: listed && point && shown.precision === 'venue' ? cellOf(point, 9) : null,
    shownH35: listed && point ? cellOf(point, 5) : null,
    verified,
    counted: listed && shownPlaceId !== null && (visibility === 'public' || visibility === 'unlisted'),
    arrivedAt,
    ...(told.leftAt && { leftAt: told.leftAt }),
    fadeAt: told.fadeAt ?? null,
  }
}

export function toAddition(checkin: NewCheckin): Addition {
  return {
    footer: renderPlaceLine(checkin.shown),
    write: (tx, post) => insertCheckin(tx.sql, { postId: post.id, accountId: post.accountId, ...checkin }),
  }
}
