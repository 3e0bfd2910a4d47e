import { type AccountId, localAddresses } from '#domain/accounts/index.ts'
import { createShortCache } from '#platform/cache/index.ts'
import { digestFollowers } from '../digest-followers.ts'
import { originOf } from '../read-json.ts'
import type { SendNeeds } from './needs.ts'

/** The `Collection-Synchronization` header of a delivery (FEP-8fcf); undefined for an account that is gone. */
export type MakeSynchronisationHeader = (accountId: AccountId, inbox: string) => Promise<string | undefined>

/** A fan-out asks once for all its inboxes. */
const freshMs = 10_000

export function createSynchronisationHeader(
  needs: Pick<SendNeeds, 'accounts' | 'clock' | 'origin' | 'relationships'>,
): MakeSynchronisationHeader {
  const digests = createShortCache<AccountId, Map<string | undefined, string>>({
    clock: needs.clock,
    ttlMs: freshMs,
    max: 200,
  })
  const load = async (accountId: AccountId) => {
    const byOrigin = Map.groupBy(await needs.relationships.listRemoteFollowerUris(accountId), originOf)
    return new Map([...byOrigin].map(([origin, uris]) => [origin, digestFollowers(uris)]))
  }
  return async (accountId, inbox) => {
    const account = await needs.accounts.findAccount(accountId)
    if (!account || account.deletedAt) return undefined
    const { followers, uri } = localAddresses(needs.origin, account.username)
    const digest = (await digests.get(accountId, () => load(accountId)))?.get(originOf(inbox))
    return [
      `collectionId="${followers}"`,
      `url="${uri}/followers_synchronization"`,
      `digest="${digest ?? digestFollowers([])}"`,
    ].join(', ')
  }
}
