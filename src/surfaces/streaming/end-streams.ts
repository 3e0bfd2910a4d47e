import { accessEnded, type TokenId } from '#domain/access/index.ts'
import { type AccountId, accountDeleted, accountSuspended, accountUpdated } from '#domain/accounts/index.ts'
import type { AppendedEvent } from '#platform/events/index.ts'
import type { StreamingNeeds } from './needs.ts'
import type { Registry } from './registry.ts'

/**
 * Ends the streams of whoever has lost access (R19), and forgets what this process remembers of them: whoever comes
 * back at once must not be let in by it. To be called before anything is told of these events.
 */
export function endStreams(
  needs: Pick<StreamingNeeds, 'access' | 'accounts'>,
  events: readonly AppendedEvent[],
  registry: Registry,
): void {
  for (const { type, data } of events) {
    const { accountId, tokenId = null } = data as { accountId: AccountId; tokenId?: TokenId | null }
    if (changing.includes(type)) needs.accounts.forget([accountId])
    if (!ending.includes(type)) continue
    needs.access.forgetRemembered()
    for (const connection of registry.connectionsOf(accountId, tokenId)) connection.close('revoked')
  }
}

const changing = [accountUpdated, accountSuspended, accountDeleted].map((event) => event.type)
const ending = [accessEnded, accountSuspended, accountDeleted].map((event) => event.type)

/** Asks the database which tokens still count: for whatever was ended without an event. */
export async function endStale(needs: Pick<StreamingNeeds, 'access'>, registry: Registry): Promise<void> {
  const connections = [...registry.connections]
  if (connections.length === 0) return
  const live = await needs.access.filterLive([...new Set(connections.map((one) => one.reader.tokenId))])
  for (const connection of connections) {
    if (!live.has(connection.reader.tokenId)) connection.close('revoked')
  }
}
