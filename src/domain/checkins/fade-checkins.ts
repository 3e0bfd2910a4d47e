import type { Place } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { type Checkin, coarser, type Layers, type Precision, type ShownPlace } from './checkin.ts'
import { renderPlaceLine } from './describe-checkin.ts'
import { lockDue, unlist, updateFadeAt, updateShown } from './fade-store.ts'
import { fadeAt } from './fading.ts'
import { isInZone } from './home-zones.ts'
import type { CheckinsNeeds } from './needs.ts'
import { selectPreferences } from './preference-store.ts'
import { type CheckinPreferences, noPreferences } from './preferences.ts'
import { toCheckin } from './prepare-checkin.ts'
import { showAt } from './show-at.ts'
import { type HomeZone, selectZones } from './zone-store.ts'

const batch = 50

/** Forgets what this process remembers of a check-in. */
type Forget = (postId: PostId) => void

/**
 * Makes check-ins show less whose time has come, or hides them; what was once coarse never becomes finer. Several
 * workers may do this at the same time; what is interrupted is done again.
 * @returns how many were looked at.
 */
export const fadeCheckins =
  (needs: CheckinsNeeds, forget: Forget) =>
  async (signal?: AbortSignal): Promise<number> => {
    let all = 0
    for (;;) {
      const done = await needs.db.transact((tx) => fadeBatch(needs, tx, forget))
      all += done
      if (done < batch || signal?.aborted) return all
    }
  }

async function fadeBatch(needs: CheckinsNeeds, tx: Transaction, forget: Forget): Promise<number> {
  const now = needs.clock.now()
  const due = await lockDue(tx.sql, new Date(now), batch)
  if (due.length === 0) return 0
  const accountIds = [...new Set(due.map((checkin) => checkin.accountId))]
  const preferences = await selectPreferences(tx.sql, accountIds)
  const zones = Map.groupBy(await selectZones(tx.sql, accountIds), (zone) => zone.accountId)
  const places = await needs.places.findPlaces(due.flatMap((checkin) => checkin.placeId ?? []))
  for (const checkin of due) {
    const place = checkin.placeId ? places.get(checkin.placeId) : undefined
    const rules = preferences.get(checkin.accountId) ?? noPreferences
    await fadeOne(needs, tx, { checkin, place, rules, zones: zones.get(checkin.accountId) ?? [], now })
    tx.forget(() => forget(checkin.postId))
  }
  return due.length
}

interface Due {
  readonly checkin: Checkin
  readonly place: Place | undefined
  readonly rules: CheckinPreferences
  readonly zones: readonly HomeZone[]
  readonly now: number
}

async function fadeOne(needs: CheckinsNeeds, tx: Transaction, due: Due): Promise<void> {
  const { checkin, place, rules, zones, now } = due
  const faded = fadeAt(rules, checkin.arrivedAt, now)
  if (faded.hidden) return hide(needs, tx, checkin)
  const post = await needs.posts.findPost(checkin.postId)
  const atHome = place && post?.visibility !== 'direct' && zones.some((zone) => isInZone(zone, place))
  const limit = atHome ? coarser('city', faded.precision ?? 'venue') : faded.precision
  if (!place || !post || !limit) return updateFadeAt(tx.sql, checkin.postId, faded.next)
  const coarsened = await coarsen(needs, { checkin, place }, limit)
  if (!coarsened) return updateFadeAt(tx.sql, checkin.postId, faded.next)
  const row = toCheckin({ ...checkin, ...coarsened, place, visibility: post.visibility })
  await updateShown(tx.sql, checkin.postId, {
    ...row,
    counted: row.counted && checkin.counted,
    fadeAt: faded.next,
  })
  await needs.posts.refreshFooter(tx, checkin.postId, renderPlaceLine(coarsened.shown, checkin.companions))
}

/** Leaves a check-in to its author; it is in no list and no number any more. */
export async function hide(
  needs: Pick<CheckinsNeeds, 'posts' | 'places'>,
  tx: Transaction,
  { postId, accountId }: Pick<Checkin, 'postId' | 'accountId'>,
): Promise<void> {
  await needs.posts.hidePost(tx, postId, accountId)
  const lost = await unlist(tx.sql, [postId])
  await needs.places.addPopularity(tx, new Map(lost.map((placeId) => [placeId, -1])))
}

/** @returns undefined when it shows no more than that already. */
async function coarsen(
  needs: CheckinsNeeds,
  { checkin, place }: { checkin: Checkin; place: Place },
  limit: Precision,
): Promise<{ shown: ShownPlace; layers: Layers | null } | undefined> {
  const again = async (shown: ShownPlace) => {
    const precision = coarser(shown.precision, limit)
    return precision === shown.precision ? shown : showAt(needs, place, precision)
  }
  const shown = await again(checkin.shown)
  const followers = checkin.layers?.followers && (await again(checkin.layers.followers))
  const friends = checkin.layers?.friends && (await again(checkin.layers.friends))
  const isSame =
    shown === checkin.shown && followers === checkin.layers?.followers && friends === checkin.layers?.friends
  if (isSame) return undefined
  const forFollowers = followers && followers.precision !== shown.precision ? followers : undefined
  const wider = forFollowers ?? shown
  const forFriends = friends && friends.precision !== wider.precision ? friends : undefined
  const layers = {
    ...(forFollowers && { followers: forFollowers }),
    ...(forFriends && { friends: forFriends }),
  }
  return { shown, layers: forFollowers || forFriends ? layers : null }
}
