import { type AccountId, isActive, isLocal } from '#domain/accounts/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import { startBudget } from '../receive/index.ts'
import type { CompleteNeeds } from './needs.ts'
import { countCollection } from './read-collection.ts'

/** A profile of another server as it is now, with the counts that its server gives. */
export const refreshAccount = defineJob<{ readonly accountId: AccountId }>('refresh-account')

const deadlineMs = 20_000

export function handleRefreshes(needs: CompleteNeeds): JobHandler {
  return handleJobs(
    refreshAccount,
    { concurrency: 4, timeoutMs: deadlineMs + 30_000, maxAttempts: 3 },
    async (jobs) => {
      for (const { payload } of jobs) await refresh(needs, payload.accountId)
    },
  )
}

async function refresh(needs: CompleteNeeds, accountId: AccountId): Promise<void> {
  const account = await needs.accounts.findAccount(accountId)
  if (!account?.uri || isLocal(account) || !isActive(account)) return
  const budget = startBudget(8, deadlineMs)
  const fresh = await needs.fetching.resolve.refresh(account.uri, budget.signal).catch((error: unknown) => {
    if (error instanceof RemoteFault || budget.signal.aborted) return undefined
    throw error
  })
  if (!fresh) return
  const { fetchDocument } = needs.fetching
  const [posts, followers, following] = await Promise.all(
    [fresh.outboxUrl, fresh.followersUrl, fresh.followingUrl].map((address) =>
      countCollection(fetchDocument, address, budget),
    ),
  )
  await needs.accounts.saveRemoteCounts(fresh.id, { posts, followers, following })
}
