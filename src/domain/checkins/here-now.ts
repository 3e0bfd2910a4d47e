import type { AccountId } from '#domain/accounts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import { type Checkin, leastPeople } from './checkin.ts'
import { selectPresent } from './checkin-store.ts'
import type { CheckinsNeeds } from './needs.ts'
import { seeAs, showToViewer } from './show-to-viewer.ts'

/** Who is at a place, as far as one viewer may know. */
export interface HereNow {
  /** People whom everybody may see here; null below three: fewer could be recognised. */
  readonly count: number | null
  /** Mutual followers of the viewer who let friends see that they are here. */
  readonly friends: readonly AccountId[]
}

const staysMs = 3 * 3_600_000
const maxPresent = 500

/** Names mutual followers alone, whatever others show (privacy rule 8). Check-ins count for three hours. */
export const hereNow =
  (needs: CheckinsNeeds) =>
  async (placeId: PlaceId, viewerId: AccountId | undefined): Promise<HereNow> => {
    const since = new Date(needs.clock.now() - staysMs)
    const present = await selectPresent(needs.db.sql, placeId, since, maxPresent)
    const open = new Set(present.filter((one) => one.counted && showsVenue(one)).map((one) => one.accountId))
    const count = open.size >= leastPeople ? open.size : null
    return { count, friends: await friendsAmong(needs, present, viewerId) }
  }

async function friendsAmong(
  needs: CheckinsNeeds,
  present: readonly Checkin[],
  viewerId: AccountId | undefined,
): Promise<AccountId[]> {
  if (viewerId === undefined || present.length === 0) return []
  const standings = await needs.relationships.findStandings(viewerId, [
    ...new Set(present.map((one) => one.accountId)),
  ])
  const mutual = new Set(
    standings.filter((one) => one.following && one.followedBy && !one.muting).map((one) => one.accountId),
  )
  const theirs = present.filter((one) => mutual.has(one.accountId))
  const { ids } = await needs.posts.keepVisible(
    viewerId,
    theirs.map((one) => one.postId),
  )
  const visible = new Set(ids)
  const seen = await showToViewer(
    needs,
    viewerId,
    new Map(theirs.filter((one) => visible.has(one.postId)).map((one) => [one.postId, one])),
  )
  return [
    ...new Set(
      [...seen.values()]
        .filter(({ checkin, circle }) => showsVenue(seeAs(checkin, circle)))
        .map(({ checkin }) => checkin.accountId),
    ),
  ]
}

function showsVenue({ shown }: Pick<Checkin, 'shown'>): boolean {
  return shown.precision === 'venue'
}
