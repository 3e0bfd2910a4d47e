import type { RemoteCheckin } from '#domain/checkins/index.ts'
import { isSensitive } from '#domain/places/index.ts'
import type { Addition } from '#domain/posts/index.ts'
import type { TipsNeeds } from './needs.ts'
import { toAddition } from './prepare-tip.ts'

/** A post of another server that is about a place, parsed and within bounds. */
export type RemoteTip = Omit<RemoteCheckin, 'arrivedAt'>

/**
 * What a post about a place adds to itself. It is listed where a place of ours is meant, or one that may be kept; what is
 * for named people alone, or about a sensitive place, is a post like any other.
 */
export const receiveTip =
  (needs: TipsNeeds) =>
  async (remote: RemoteTip): Promise<Addition | undefined> => {
    const { shown, visibility } = remote
    const isVague = shown.precision === 'cell' || shown.precision === 'country'
    if (visibility === 'direct' || isVague || isSensitive(shown.category)) return undefined
    const place = await needs.checkins.findToldPlace(remote)
    if (!place || place.private || isSensitive(place.category)) return undefined
    return toAddition({ placeId: place.id, shown: { ...shown, placeId: place.id } })
  }
