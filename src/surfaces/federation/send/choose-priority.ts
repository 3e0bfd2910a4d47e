import type { AccountId } from '#domain/accounts/index.ts'
import { createBoundedMap } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'

/** The priorities of deliveries, most urgent first. */
export const deliveryPriorities = [0, 1, 2, 3] as const

type Priority = (typeof deliveryPriorities)[number]

/**
 * How urgent deliveries are. What names its receivers (a mention, an answer to a follow) is not behind any fan-out.
 * Fan-outs count by how much their account has sent lately, so that one that sends a lot delays itself and not others.
 */
export type ChoosePriority = (
  accountId: AccountId,
  inboxes: { readonly named: number; readonly following: number },
) => { readonly named: Priority; readonly following: Priority }

/** What an account has sent counts half after so long. */
const halfLifeMs = 60_000
const many = 500
const veryMany = 5000

export function createChoosePriority(clock: Clock): ChoosePriority {
  const sent = createBoundedMap<AccountId, { count: number; at: number }>(10_000)
  return (accountId, { named, following }) => {
    const now = clock.now()
    const before = sent.get(accountId) ?? { count: 0, at: now }
    const lately = before.count * 0.5 ** ((now - before.at) / halfLifeMs)
    const count = lately + named + following
    sent.set(accountId, { count, at: now })
    return {
      // Naming thousands is a fan-out, too.
      named: lately + named < many ? 0 : 2,
      following: count < many ? 1 : count < veryMany ? 2 : 3,
    }
  }
}
