import type { PlaceId } from '#domain/places/index.ts'
import { postDeleted, postPublished } from '#domain/posts/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { deleteCheckins, selectCountedPlaces } from './checkin-store.ts'
import { deleteNamingsOf } from './companion-store.ts'
import { announceEnded } from './companions.ts'
import type { CheckinsNeeds } from './needs.ts'

/** A deleted post's check-in goes with it; places learn behind the log how often people come. */
export const onPosts = (needs: CheckinsNeeds): readonly Reaction[] => [
  on(postPublished, async (events, tx) => {
    const places = await selectCountedPlaces(
      tx.sql,
      events.map(({ data }) => data.postId),
    )
    await needs.places.addPopularity(tx, tally(places, 1))
  }),
  on(postDeleted, async (events, tx) => {
    const places = await deleteCheckins(
      tx.sql,
      events.map(({ data }) => data.postId),
    )
    const namings = await deleteNamingsOf(
      tx.sql,
      events.map(({ data }) => data.postId),
    )
    await announceEnded(needs, tx, namings)
    await needs.places.addPopularity(tx, tally(places, -1))
  }),
]

function tally(places: readonly PlaceId[], step: number): Map<PlaceId, number> {
  const changes = new Map<PlaceId, number>()
  for (const place of places) changes.set(place, (changes.get(place) ?? 0) + step)
  return changes
}
