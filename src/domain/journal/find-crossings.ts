import type { AccountId } from '#domain/accounts/index.ts'
import { coarser, type Precision, type SeenCheckin, type ShownPlace, seeAs } from '#domain/checkins/index.ts'
import { isSensitive, type Place } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { selectCrossers, selectTold } from './crossing-store.ts'
import { selectFriends } from './game-store.ts'
import type { JournalNeeds } from './needs.ts'

/** Two friends who were at one place at about the same time, as exactly as both let each other know. */
export interface Crossing {
  readonly friendId: AccountId
  readonly shown: ShownPlace
  /** The latest time, by one's own check-in. */
  readonly at: Date
  readonly ownPostId: PostId
  readonly friendPostId: PostId
  /** How often paths crossed there. */
  readonly times: number
}

const hourMs = 3_600_000
const windowMs = 30 * 24 * hourMs
/** What counts as the same time: in a town the same day or so, elsewhere a visit's length. */
const apartMs: Readonly<Record<Exclude<Precision, 'country'>, number>> = {
  venue: 3 * hourMs,
  cell: 3 * hourMs,
  city: 12 * hourMs,
}
const maxFriends = 500
const maxOwn = 200
const maxTheirs = 2000

/**
 * Where paths of friends crossed in the last thirty days: of mutual followers who both want it, from what each shows
 * the other anyway. So delays, hiding, home zones, fading and layers hold without a rule of their own, and both learn
 * the same. Sensitive places cross with nothing, and countries are too large to meet in.
 */
export const findCrossings =
  (needs: JournalNeeds) =>
  async (viewerId: AccountId): Promise<Crossing[]> => {
    const friendIds = await findWilling(needs, viewerId)
    if (friendIds.length === 0) return []
    const until = needs.clock.now()
    const own = await readSeen(
      needs,
      { authorIds: [viewerId], viewerId, from: until - windowMs, until },
      maxOwn,
    )
    const [last, first] = [own[0], own.at(-1)]
    if (!last || !first) return []
    const span = {
      from: first.arrivedAt.getTime() - apartMs.city,
      until: last.arrivedAt.getTime() + apartMs.city,
    }
    const theirs = await readSeen(needs, { authorIds: friendIds, viewerId, ...span }, maxTheirs)
    return meet(needs, own, theirs)
  }

/** Friends who want it, too; none where the viewer does not. Whom one does not want to hear of is left out. */
export async function findWilling(needs: JournalNeeds, viewerId: AccountId): Promise<AccountId[]> {
  if (!(await selectCrossers(needs.db.sql, [viewerId])).has(viewerId)) return []
  const friends = await selectFriends(needs.db.sql, viewerId, maxFriends)
  const [willing, { muted, blocked }] = await Promise.all([
    selectCrossers(needs.db.sql, friends),
    needs.relationships.findHidden(viewerId),
  ])
  return friends.filter((id) => willing.has(id) && !muted.has(id) && !blocked.has(id))
}

interface Asked {
  readonly authorIds: readonly AccountId[]
  readonly viewerId: AccountId
  /** Milliseconds since 1970. */
  readonly from: number
  readonly until: number
}

/** Check-ins as friends see them: the viewer's own, too. The latest first. */
async function readSeen(needs: JournalNeeds, asked: Asked, limit: number): Promise<SeenCheckin[]> {
  const span = { from: new Date(asked.from), until: new Date(asked.until) }
  const told = await selectTold(needs.db.sql, asked.authorIds, span, limit)
  const { ids } = await needs.posts.keepVisible(asked.viewerId, told)
  const sights = await needs.checkins.findForViewer(asked.viewerId, ids)
  return [...sights.values()]
    .map(({ checkin }) => seeAs(checkin, 'friends'))
    .filter(({ shown }) => shown.precision !== 'country' && !isSensitive(shown.category))
    .sort((a, b) => b.arrivedAt.getTime() - a.arrivedAt.getTime())
}

async function meet(
  needs: JournalNeeds,
  own: readonly SeenCheckin[],
  theirs: readonly SeenCheckin[],
): Promise<Crossing[]> {
  const shownAt = await coarsenerOf(needs, [...own, ...theirs])
  const crossings = new Map<string, Crossing>()
  for (const mine of own)
    for (const other of near(theirs, mine.arrivedAt.getTime())) {
      const precision = coarser(mine.precision, other.precision)
      if (precision === 'country' || gap(mine, other) > apartMs[precision]) continue
      const [here, there] = [await shownAt(mine, precision), await shownAt(other, precision)]
      const spot = here && spotOf(here)
      if (!there || spot === undefined || spot !== spotOf(there)) continue
      const key = `${other.accountId} ${spot}`
      const known = crossings.get(key)
      // The latest comes first: what follows at the same place is only counted.
      crossings.set(
        key,
        known
          ? { ...known, times: known.times + 1 }
          : {
              friendId: other.accountId,
              shown: there,
              at: mine.arrivedAt,
              ownPostId: mine.postId,
              friendPostId: other.postId,
              times: 1,
            },
      )
    }
  return [...crossings.values()]
}

/** Those that could be of the same time; `theirs` is in order of time, so a search by halves finds them. */
function near(theirs: readonly SeenCheckin[], at: number): readonly SeenCheckin[] {
  const from = countWhile(theirs, (one) => one.arrivedAt.getTime() > at + apartMs.city)
  const until = countWhile(theirs, (one) => one.arrivedAt.getTime() >= at - apartMs.city)
  return theirs.slice(from, until)
}

function countWhile(list: readonly SeenCheckin[], holds: (one: SeenCheckin) => boolean): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const one = list[middle]
    if (one && holds(one)) low = middle + 1
    else high = middle
  }
  return low
}

function gap(one: SeenCheckin, other: SeenCheckin): number {
  return Math.abs(one.arrivedAt.getTime() - other.arrivedAt.getTime())
}

type ShownAt = (seen: SeenCheckin, precision: Precision) => Promise<ShownPlace | undefined>

/** Shows check-ins less exactly than they are seen, never more. */
async function coarsenerOf(needs: JournalNeeds, seen: readonly SeenCheckin[]): Promise<ShownAt> {
  const ids = new Set(seen.flatMap(({ shown }) => shown.placeId ?? []))
  const places: ReadonlyMap<string, Place> = await needs.places.findPlaces([...ids])
  const known = new Map<string, Promise<ShownPlace>>()
  return async ({ shown }, precision) => {
    if (shown.precision === precision) return shown
    const place = shown.placeId === null ? undefined : places.get(shown.placeId)
    if (!place || coarser(shown.precision, precision) !== precision) return undefined
    const key = `${place.id} ${precision}`
    const made = known.get(key) ?? needs.checkins.showAt(place, precision)
    known.set(key, made)
    return made
  }
}

/** The same for the same place at the same precision; undefined where it cannot be told, as of private venues. */
function spotOf(shown: ShownPlace): string | undefined {
  if (shown.precision === 'cell') return `cell ${shown.latitude} ${shown.longitude}`
  return shown.placeId === null ? undefined : `${shown.precision} ${shown.placeId}`
}
