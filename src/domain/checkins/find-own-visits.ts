import type { AccountId } from '#domain/accounts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import { selectVisits } from './checkin-store.ts'
import type { CheckinsNeeds } from './needs.ts'

const remembered = 500
const halfLifeDays = 60
const dayMs = 86_400_000

/** How often an account was at places of late: a visit counts half after 60 days. For ranking what is near. */
export const findOwnVisits =
  (needs: Pick<CheckinsNeeds, 'db' | 'clock'>) =>
  async (accountId: AccountId): Promise<ReadonlyMap<PlaceId, number>> => {
    const weights = new Map<PlaceId, number>()
    for (const { placeId, arrivedAt } of await selectVisits(needs.db.sql, accountId, remembered)) {
      const days = Math.max(0, needs.clock.now() - arrivedAt.getTime()) / dayMs
      weights.set(placeId, (weights.get(placeId) ?? 0) + 0.5 ** (days / halfLifeDays))
    }
    return weights
  }
