import { type AccountId, accountDeleted } from '#domain/accounts/index.ts'
import type { Page } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import type { JobHandler, JobType } from '#platform/jobs/index.ts'
import type { DraftsNeeds } from './needs.ts'
import { publishDraft } from './publish-draft.ts'
import { handlePublishing, publishScheduled } from './publish-scheduled.ts'
import { cancelScheduled, releaseCheckin, reschedule, scheduleDraft } from './schedule-draft.ts'
import { deleteOfAccounts, listScheduled, selectScheduled } from './schedule-store.ts'
import type { ScheduledPost, ScheduledPostId } from './scheduled-post.ts'

export type { DraftOutcome, DraftRefusal, WholeDraft } from './publish-draft.ts'
export type { ScheduleRefusal } from './schedule-draft.ts'
export { type ScheduledPost, type ScheduledPostId, scheduleLimits } from './scheduled-post.ts'

/** What people here want to say, whole, now or later. */
export interface Drafts {
  publishDraft: ReturnType<typeof publishDraft>
  scheduleDraft: ReturnType<typeof scheduleDraft>
  reschedule: ReturnType<typeof reschedule>
  cancelScheduled: ReturnType<typeof cancelScheduled>
  releaseCheckin: ReturnType<typeof releaseCheckin>
  findScheduled(accountId: AccountId, id: ScheduledPostId): Promise<ScheduledPost | undefined>
  listScheduled(accountId: AccountId, page: Page): Promise<ScheduledPost[]>
  readonly reactions: readonly Reaction[]
  readonly jobs: readonly JobType<unknown>[]
  readonly jobHandlers: readonly JobHandler[]
}

export function defineDrafts(needs: DraftsNeeds): Drafts {
  const { sql } = needs.db
  return {
    publishDraft: publishDraft(needs),
    scheduleDraft: scheduleDraft(needs),
    reschedule: reschedule(needs),
    cancelScheduled: cancelScheduled(needs),
    releaseCheckin: releaseCheckin(needs),
    async findScheduled(accountId, id) {
      const post = await selectScheduled(sql, id)
      return post?.accountId === accountId ? post : undefined
    },
    listScheduled: (accountId, page) => listScheduled(sql, accountId, page),
    reactions: [
      on(accountDeleted, (events, tx) =>
        deleteOfAccounts(
          tx.sql,
          events.map(({ data }) => data.accountId),
        ),
      ),
    ],
    jobs: [publishScheduled],
    jobHandlers: [handlePublishing(needs)],
  }
}
