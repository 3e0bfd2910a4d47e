import { type AccountId, isActive, isLimited } from '#domain/accounts/index.ts'
import { selectFriendsOfFriends, selectMostFollowed } from './discovery-store.ts'
import type { RelationshipsNeeds } from './needs.ts'

export interface Suggested {
  readonly accountId: AccountId
  readonly why: 'friends_of_friends' | 'most_followed'
}

/** Whom the viewer's follows follow, then the most followed of this server: nobody twice, nobody known already. */
export const suggestAccounts =
  (needs: Pick<RelationshipsNeeds, 'db' | 'accounts'>) =>
  async (viewerId: AccountId, limit: number): Promise<Suggested[]> => {
    const { sql } = needs.db
    const [friends, followed] = await Promise.all([
      selectFriendsOfFriends(sql, viewerId, limit),
      selectMostFollowed(sql, viewerId, limit),
    ])
    const known = new Set(friends)
    const accounts = await needs.accounts.findAccounts([...friends, ...followed])
    const isOpen = (id: AccountId) => {
      const account = accounts.get(id)
      return account !== undefined && isActive(account) && !isLimited(account)
    }
    return [
      ...friends.map((accountId) => ({ accountId, why: 'friends_of_friends' }) as const),
      ...followed
        .filter((accountId) => !known.has(accountId))
        .map((accountId) => ({ accountId, why: 'most_followed' }) as const),
    ]
      .filter(({ accountId }) => isOpen(accountId))
      .slice(0, limit)
  }
