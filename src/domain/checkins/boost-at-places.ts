import { isActive } from '#domain/accounts/index.ts'
import { type PostId, postPublished } from '#domain/posts/index.ts'
import type { TransactionSql } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import type { Checkin } from './checkin.ts'
import type { CheckinsNeeds } from './needs.ts'
import { namesOf } from './place-accounts.ts'

type Placed = Pick<Checkin, 'postId' | 'shown'>

/**
 * Public posts with a place are boosted by the accounts of where they are, as far as anybody ever followed those.
 * @param find those with a place among posts
 */
export const boostAtPlaces = (
  needs: CheckinsNeeds,
  find: (sql: TransactionSql, postIds: readonly PostId[]) => Promise<readonly Placed[]>,
): Reaction =>
  on(postPublished, async (events, tx) => {
    const published = events
      .filter(({ data }) => data.visibility === 'public' && data.boostOfId === null)
      .map(({ data }) => data.postId)
    if (published.length === 0) return
    const placed = await find(tx.sql, published)
    const older = await namesBefore(needs, placed)
    const names = (one: Placed) => [...namesOf(one), ...(older.get(one.shown.placeId ?? '') ?? [])]
    const accounts = await needs.accounts.findLocalByNames(placed.flatMap(names))
    if (accounts.size === 0) return
    for (const one of placed) {
      for (const name of names(one)) {
        const account = accounts.get(name)
        if (account && isActive(account)) {
          await needs.posts.boostPost({ boosterId: account.id, postId: one.postId, visibility: 'public' })
        }
      }
    }
  })

/** Who followed a place that was merged into another one goes on hearing of the place. */
async function namesBefore(
  needs: Pick<CheckinsNeeds, 'places'>,
  placed: readonly Placed[],
): Promise<ReadonlyMap<string, string[]>> {
  const places = placed.flatMap(({ shown }) =>
    shown.placeId && (shown.precision === 'venue' || shown.precision === 'city') ? [shown.placeId] : [],
  )
  const merged = await needs.places.listMergedInto([...new Set(places)])
  const groups = Map.groupBy(merged, ({ mergedInto }) => mergedInto)
  return new Map([...groups].map(([id, rows]) => [id, rows.map((row) => `place_${row.id}`)]))
}
