import type { AccountId } from '#domain/accounts/index.ts'
import { domainShutOut } from '#domain/policies/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { endFollowIn, rejectFollowIn } from './answer-follow.ts'
import { followsSevered } from './events.ts'
import { listFollowsOfDomain } from './follow-store.ts'
import type { RelationshipsInside } from './needs.ts'
import type { SeveranceId } from './severance.ts'
import { addLosses, takeUntold } from './severance-store.ts'

export const severDomain = defineJob<{ readonly domain: string }>('sever-domain')

/** Follows ended in one transaction. */
const batch = 100

/** A domain that is shut out loses its follows in both directions. They do not come back when its block is lifted. */
export const onDomainShutOut = (needs: RelationshipsInside): Reaction =>
  on(domainShutOut, async (events, tx) => {
    for (const { data } of events)
      await needs.jobs.enqueue(tx, severDomain, { domain: data.domain }, { dedupeKey: data.domain })
  })

export const handleSevering = (needs: RelationshipsInside): JobHandler =>
  handleJobs(severDomain, { concurrency: 1, timeoutMs: 600_000, maxAttempts: 8 }, async (jobs, signal) => {
    for (const { payload } of jobs) {
      const policy = await needs.policies.policyFor(payload.domain)
      // The block was lifted before its work was done.
      if (policy.severity !== 'suspend') continue
      for (const domain of await needs.accounts.listDomainsBelow(payload.domain))
        await sever(needs, { domain, shutOut: payload.domain }, signal)
      await tellAll(needs, payload.domain, signal)
    }
  })

/** @param which.shutOut under which name people are told: the domain or one above it */
async function sever(
  needs: RelationshipsInside,
  { domain, shutOut }: { domain: string; shutOut: string },
  signal: AbortSignal,
): Promise<void> {
  for (let more = true; more; ) {
    signal.throwIfAborted()
    more = await needs.db.transact(async (tx) => {
      const follows = await listFollowsOfDomain(tx.sql, domain, batch)
      const losses = new Map<AccountId, { followers: number; following: number }>()
      for (const { followerId, followedId, followerLocal } of follows) {
        const pair: { followerId: AccountId; followedId: AccountId } = { followerId, followedId }
        await (followerLocal ? endFollowIn : rejectFollowIn)(needs, tx, pair)
        const loser = followerLocal ? followerId : followedId
        const { followers, following } = losses.get(loser) ?? { followers: 0, following: 0 }
        losses.set(loser, {
          followers: followers + (followerLocal ? 0 : 1),
          following: following + (followerLocal ? 1 : 0),
        })
      }
      const rows = [...losses].map(([accountId, loss]) => ({
        id: needs.ids.next<SeveranceId>(),
        accountId,
        ...loss,
      }))
      await addLosses(tx.sql, shutOut, rows)
      return follows.length === batch
    })
  }
}

/** When all is counted: people hear of it once. */
async function tellAll(needs: RelationshipsInside, domain: string, signal: AbortSignal): Promise<void> {
  for (let more = true; more; ) {
    signal.throwIfAborted()
    more = await needs.db.transact(async (tx) => {
      const untold = await takeUntold(tx.sql, domain, batch)
      for (const { id, accountId } of untold)
        await needs.announce(tx, followsSevered, {
          subject: `severance:${id}`,
          data: { severanceId: id, accountId },
        })
      return untold.length === batch
    })
  }
}
