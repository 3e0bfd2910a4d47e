import type { AccountId } from '#domain/accounts/index.ts'
import { type SeenCheckin, seeAs } from '#domain/checkins/index.ts'
import { categories } from '#domain/places/index.ts'
import { selectFriends, selectLatest, selectScores } from './game-store.ts'
import type { JournalNeeds } from './needs.ts'
import { startOfWeek, weekMs } from './weeks.ts'

export interface Rank {
  readonly accountId: AccountId
  /** One for a visit, three more where the account had not been before. */
  readonly points: number
  readonly visits: number
  readonly firsts: number
}

const maxFriends = 500
const firstBonus = 3
const latestMs = weekMs

/** Points of the viewer and of friends in the week that is running (UTC, from Monday); the best first. */
export const rankFriends =
  (needs: JournalNeeds) =>
  async (viewerId: AccountId): Promise<Rank[]> => {
    const from = startOfWeek(needs.clock.now())
    const friends = await selectFriends(needs.db.sql, viewerId, maxFriends)
    const sensitive = categories.filter((category) => category.sensitive).map((category) => category.id)
    const scores = await selectScores(needs.db.sql, [viewerId, ...friends], {
      from,
      until: new Date(from.getTime() + weekMs),
      sensitive,
    })
    return scores
      .map((score) => ({ ...score, points: score.visits + firstBonus * score.firsts }))
      .sort((a, b) => b.points - a.points)
  }

/** Where friends were last, within a week, as exactly as each lets the viewer see; the latest first. */
export const findFriendsLatest =
  (needs: JournalNeeds) =>
  async (viewerId: AccountId): Promise<SeenCheckin[]> => {
    const friends = await selectFriends(needs.db.sql, viewerId, maxFriends)
    const latest = await selectLatest(needs.db.sql, friends, new Date(needs.clock.now() - latestMs))
    const { ids } = await needs.posts.keepVisible(viewerId, latest)
    const sights = await needs.checkins.findForViewer(viewerId, ids)
    return [...sights.values()]
      .map(({ checkin, circle }) => seeAs(checkin, circle))
      .sort((a, b) => b.arrivedAt.getTime() - a.arrivedAt.getTime())
  }
