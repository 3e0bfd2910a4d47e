import type { AccountId } from '#domain/accounts/index.ts'
import type { Announce } from '#platform/events/index.ts'
import { insertChange, moveChanges } from './change-store.ts'
import { placeMerged } from './events.ts'
import { lockPlaces, mergeRows } from './life-store.ts'
import type { PlacesNeeds } from './needs.ts'
import type { Place, PlaceId } from './place.ts'

export interface Merge {
  readonly fromId: PlaceId
  readonly intoId: PlaceId
  /** Null: the operator. */
  readonly by: AccountId | null
}

export type MergeOutcome =
  | { readonly kind: 'merged'; readonly intoId: PlaceId }
  | {
      readonly kind: 'refused'
      readonly because: 'not_found' | 'same' | 'merged_before' | 'private' | 'unlike'
    }

/**
 * Makes one of two places: the first is found no more, its address leads to the second, and whoever reacts to
 * `place.merged` moves what hangs on it. A venue is not merged with a town, nor anything private with what is not.
 */
export const mergePlaces =
  (needs: PlacesNeeds & { readonly announce: Announce }) =>
  ({ fromId, intoId, by }: Merge): Promise<MergeOutcome> =>
    needs.db.transact(async (tx) => {
      if (fromId === intoId) return { kind: 'refused', because: 'same' }
      const places = await lockPlaces(tx.sql, [fromId, intoId])
      const from = places.find(({ id }) => id === fromId)
      const into = places.find(({ id }) => id === intoId)
      const because = findReason(from, into)
      if (because) return { kind: 'refused', because }
      await mergeRows(tx.sql, { fromId, intoId })
      await moveChanges(tx.sql, fromId, intoId)
      await insertChange(tx.sql, {
        id: needs.ids.next(),
        placeId: intoId,
        actorId: by,
        kind: 'merged',
        changes: [{ field: 'name', before: from?.name, after: into?.name }],
        createdAt: new Date(needs.clock.now()),
      })
      await needs.announce(tx, placeMerged, { subject: `place:${intoId}`, data: { fromId, intoId } })
      return { kind: 'merged', intoId }
    })

function findReason(from: Place | undefined, into: Place | undefined) {
  if (!from || !into) return 'not_found'
  if (from.mergedInto || into.mergedInto) return 'merged_before'
  if (from.private !== into.private || (from.private && from.createdBy !== into.createdBy)) return 'private'
  return from.kind === into.kind ? undefined : 'unlike'
}
