import { type AccountId, type Accounts, isLocal } from '#domain/accounts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'

/** Followers of an account that moved go over to where it lives now. */
export const moveFollowers = defineJob<{ readonly fromId: AccountId; readonly toId: AccountId }>(
  'move-followers',
)

const pageSize = 80

interface MoveNeeds {
  readonly accounts: Pick<Accounts, 'findAccounts'>
  readonly relationships: Pick<Relationships, 'endFollow' | 'listFollows' | 'requestFollow'>
}

/**
 * Takes over the followers that live here; those elsewhere are told by their own server. A new follow is asked for
 * before the old one ends, and whoever may not follow there stays where they are. Done twice it does nothing more.
 */
export function handleMoves(needs: MoveNeeds): JobHandler {
  return handleJobs(moveFollowers, { concurrency: 1, timeoutMs: 600_000 }, async (jobs, signal) => {
    for (const { payload } of jobs) {
      let maxId: string | undefined
      do {
        signal.throwIfAborted()
        maxId = await movePage(needs, payload, maxId)
      } while (maxId !== undefined)
    }
  })
}

/** @returns where the next page begins */
async function movePage(
  { accounts, relationships }: MoveNeeds,
  { fromId, toId }: { fromId: AccountId; toId: AccountId },
  maxId: string | undefined,
): Promise<string | undefined> {
  const side = { of: 'followers', accountId: fromId, state: 'accepted' } as const
  const follows = await relationships.listFollows(side, { limit: pageSize, maxId })
  const followers = await accounts.findAccounts(follows.map((follow) => follow.followerId))
  for (const { followerId, showBoosts, notify } of follows) {
    const follower = followers.get(followerId)
    if (!follower || !isLocal(follower) || followerId === toId) continue
    const asked = await relationships.requestFollow({ followerId, followedId: toId, showBoosts, notify })
    if (asked.kind !== 'refused') await relationships.endFollow({ followerId, followedId: fromId })
  }
  return follows.length === pageSize ? follows.at(-1)?.id : undefined
}
