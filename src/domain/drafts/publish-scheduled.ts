import type { Addition } from '#domain/posts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import type { DraftsNeeds } from './needs.ts'
import { publishDraft, type WholeDraft } from './publish-draft.ts'
import { deleteScheduled, markFailed, selectScheduled } from './schedule-store.ts'
import type { ScheduledPost, ScheduledPostId } from './scheduled-post.ts'

export const publishScheduled = defineJob<{ readonly id: ScheduledPostId }>('publish-scheduled')

export async function enqueuePublishing(
  needs: Pick<DraftsNeeds, 'jobs'>,
  tx: Transaction,
  { id, scheduledAt }: ScheduledPost,
): Promise<void> {
  const dedupeKey = `${id}:${scheduledAt.getTime()}`
  await needs.jobs.enqueue(tx, publishScheduled, { id }, { dedupeKey, runAt: scheduledAt })
}

/** Thrown to undo the transaction: somebody cancelled it, or it was published already. */
class Gone extends Error {}

/** Publishes what waited, when its time has come: once, because its row goes in the post's own transaction. */
export const handlePublishing = (needs: DraftsNeeds): JobHandler =>
  handleJobs(publishScheduled, { concurrency: 2 }, async (jobs) => {
    for (const { payload } of jobs) {
      const post = await selectScheduled(needs.db.sql, payload.id)
      // Given a later time: then there is another job for it.
      if (post && post.scheduledAt.getTime() <= needs.clock.now()) await publish(needs, post)
    }
  })

/** What was kept as JSON has its times as texts. */
function reviveTimes(draft: WholeDraft): WholeDraft {
  const { checkin } = draft
  if (!checkin?.arrivedAt) return draft
  const { arrivedAt, leftAt } = checkin
  const times = { arrivedAt: new Date(arrivedAt), ...(leftAt && { leftAt: new Date(leftAt) }) }
  return { ...draft, checkin: { ...checkin, ...times } }
}

async function publish(needs: DraftsNeeds, { id, draft }: ScheduledPost): Promise<void> {
  const takeOff: Addition = {
    async write(tx) {
      if (!(await deleteScheduled(tx.sql, id))) throw new Gone()
    },
  }
  try {
    const outcome = await publishDraft(needs)(reviveTimes(draft), [takeOff])
    if (outcome.ok) return
    await markFailed(needs.db.sql, id, outcome.because)
    needs.log.info('A scheduled post could not be published.', { id, because: outcome.because })
  } catch (error) {
    if (!(error instanceof Gone)) throw error
  }
}
