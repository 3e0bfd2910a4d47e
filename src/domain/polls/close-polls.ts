import type { PostId } from '#domain/posts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { pollClosed } from './events.ts'
import type { PollsInside } from './needs.ts'
import { lockPoll, updateCounts } from './poll-store.ts'

export const closePoll = defineJob<{ readonly postId: PostId }>('close-poll')

/** Another server counts to the end and then tells; its voters here hear of it when it has had time for that. */
const graceMs = 5 * 60_000

/** Sees to it that the poll ends in its time. */
export async function scheduleClosing(
  needs: Pick<PollsInside, 'jobs'>,
  tx: Transaction,
  { postId, at, isRemote = false }: { postId: PostId; at: Date; isRemote?: boolean },
): Promise<void> {
  const runAt = isRemote ? new Date(at.getTime() + graceMs) : at
  await needs.jobs.enqueue(tx, closePoll, { postId }, { dedupeKey: `${postId}:${runAt.getTime()}`, runAt })
}

/** Ends polls whose time has come, once each. */
export const handleClosing = (needs: PollsInside): JobHandler =>
  handleJobs(closePoll, { concurrency: 2 }, async (jobs) => {
    for (const { payload } of jobs) await close(needs, payload.postId)
  })

async function close(needs: PollsInside, postId: PostId): Promise<void> {
  await needs.db.transact(async (tx) => {
    const poll = await lockPoll(tx.sql, postId)
    if (!poll?.expiresAt) return
    const now = new Date(needs.clock.now())
    // An edit gave it more time.
    if (poll.expiresAt > now) {
      return scheduleClosing(needs, tx, { postId, at: poll.expiresAt, isRemote: !poll.local })
    }
    // A remote poll that its server has closed before is news to those who voted here all the same.
    if (poll.local && poll.closedAt) return
    await updateCounts(tx.sql, postId, { ...poll, closedAt: poll.closedAt ?? poll.expiresAt })
    tx.forget(() => needs.known.forget(postId))
    await needs.announce(tx, pollClosed, {
      subject: `poll:${postId}`,
      data: { postId, authorId: poll.accountId, local: poll.local },
    })
  })
}
