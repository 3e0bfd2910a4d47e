import { isActive } from '#domain/accounts/index.ts'
import { postPublished } from '#domain/posts/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import type { Checkin } from './checkin.ts'
import { selectByPosts } from './checkin-store.ts'
import type { CheckinsNeeds } from './needs.ts'
import { namesOf } from './place-accounts.ts'

/** Public check-ins are boosted by the accounts of where they are, as far as anybody ever followed those. */
export const boostAtPlaces = (needs: CheckinsNeeds): Reaction =>
  on(postPublished, async (events, tx) => {
    const published = events
      .filter(({ data }) => data.visibility === 'public' && data.boostOfId === null)
      .map(({ data }) => data.postId)
    if (published.length === 0) return
    const checkins = await selectByPosts(tx.sql, published)
    const older = await namesBefore(needs, checkins)
    const names = (checkin: Checkin) => [
      ...namesOf(checkin),
      ...(older.get(checkin.shown.placeId ?? '') ?? []),
    ]
    const accounts = await needs.accounts.findLocalByNames(checkins.flatMap(names))
    if (accounts.size === 0) return
    for (const checkin of checkins) {
      for (const name of names(checkin)) {
        const account = accounts.get(name)
        if (account && isActive(account)) {
          await needs.posts.boostPost({ boosterId: account.id, postId: checkin.postId, visibility: 'public' })
        }
      }
    }
  })

/** Who followed a place that was merged into another one goes on hearing of the place. */
async function namesBefore(
  needs: Pick<CheckinsNeeds, 'places'>,
  checkins: readonly Checkin[],
): Promise<ReadonlyMap<string, string[]>> {
  const places = checkins.flatMap(({ shown }) =>
    shown.placeId && (shown.precision === 'venue' || shown.precision === 'city') ? [shown.placeId] : [],
  )
  const merged = await needs.places.listMergedInto([...new Set(places)])
  const groups = Map.groupBy(merged, ({ mergedInto }) => mergedInto)
  return new Map([...groups].map(([id, rows]) => [id, rows.map((row) => `place_${row.id}`)]))
}
