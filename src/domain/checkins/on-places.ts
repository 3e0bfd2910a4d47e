import { placeMerged } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { movePlace } from './checkin-store.ts'

/** Check-ins at a place that turned out to be another one are check-ins at that one: so are mayors and statistics. */
export const onPlaces = (forget: (postId: PostId) => void): Reaction =>
  on(placeMerged, async (events, tx) => {
    for (const { data } of events) {
      const moved = await movePlace(tx.sql, data)
      tx.forget(() => moved.forEach(forget))
    }
  })
