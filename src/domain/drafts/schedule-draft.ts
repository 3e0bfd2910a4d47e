import type { AccountId } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { isUniqueViolation, type Transaction } from '#platform/db/index.ts'
import type { DraftsNeeds } from './needs.ts'
import { checkWholeDraft, type DraftRefusal, findMade, type WholeDraft } from './publish-draft.ts'
import { enqueuePublishing } from './publish-scheduled.ts'
import {
  countScheduled,
  deleteScheduled,
  insertScheduled,
  lockScheduled,
  selectByKey,
  updateDraft,
  updateTime,
} from './schedule-store.ts'
import { type ScheduledPost, type ScheduledPostId, scheduleLimits } from './scheduled-post.ts'

export type ScheduleRefusal = DraftRefusal | 'time_too_soon' | 'too_many_scheduled' | 'too_many_that_day'

export type ScheduleOutcome =
  | { readonly ok: true; readonly scheduled: ScheduledPost }
  /** Its time has come before this was asked again. */
  | { readonly ok: true; readonly post: Post }
  | { readonly ok: false; readonly because: ScheduleRefusal }

/** Thrown to undo the transaction; never leaves scheduleDraft. */
class MediaNotFound extends Error {}

/** Keeps a draft until its time, at least five minutes from now. The same idempotency key gives the same one again. */
export const scheduleDraft =
  (needs: DraftsNeeds) =>
  async (draft: WholeDraft, at: Date): Promise<ScheduleOutcome> => {
    const again = await findAgain(needs, draft)
    if (again) return { ok: true, scheduled: again }
    const made = await findMade(needs, draft)
    if (made) return made
    if (isTooSoon(needs, at)) return { ok: false, because: 'time_too_soon' }
    const because = (await checkWholeDraft(needs, draft)) ?? (await refuseMany(needs, draft.authorId, at))
    if (because) return { ok: false, because }
    const scheduled = toScheduled(needs, draft, at)
    try {
      await needs.db.transact(async (tx) => {
        await insertScheduled(tx.sql, scheduled)
        const mediaIds = draft.mediaIds ?? []
        if (!(await needs.media.hold(tx, draft.authorId, mediaIds))) throw new MediaNotFound()
        await enqueuePublishing(needs, tx, scheduled)
      })
      return { ok: true, scheduled }
    } catch (error) {
      if (error instanceof MediaNotFound) return { ok: false, because: 'media_not_found' }
      const winner =
        isUniqueViolation(error, 'scheduled_posts_idempotency') && (await findAgain(needs, draft))
      if (!winner) throw error
      return { ok: true, scheduled: winner }
    }
  }

async function findAgain(needs: DraftsNeeds, draft: WholeDraft): Promise<ScheduledPost | undefined> {
  if (draft.idempotencyKey === undefined) return undefined
  return selectByKey(needs.db.sql, draft.authorId, draft.idempotencyKey)
}

function isTooSoon(needs: DraftsNeeds, at: Date): boolean {
  return at.getTime() < needs.clock.now() + scheduleLimits.leastMs
}

async function refuseMany(
  needs: DraftsNeeds,
  accountId: AccountId,
  at: Date,
): Promise<ScheduleRefusal | undefined> {
  const { total, daily } = await countScheduled(needs.db.sql, accountId, at)
  if (total >= scheduleLimits.total) return 'too_many_scheduled'
  return daily >= scheduleLimits.daily ? 'too_many_that_day' : undefined
}

function toScheduled(needs: DraftsNeeds, draft: WholeDraft, scheduledAt: Date): ScheduledPost {
  const { idempotencyKey, checkin, ...rest } = draft
  // The position said how near one was; what is kept is the choice.
  const place = checkin && { ...checkin, position: undefined, clientKey: idempotencyKey }
  return {
    id: needs.ids.next<ScheduledPostId>(),
    accountId: draft.authorId,
    draft: { ...rest, ...(place && { checkin: place }) },
    scheduledAt,
    idempotencyKey: idempotencyKey ?? null,
  }
}

export type RescheduleOutcome =
  | { readonly ok: true; readonly scheduled: ScheduledPost }
  | { readonly ok: false; readonly because: 'not_found' | 'time_too_soon' }

/** Gives an own scheduled post another time. */
export const reschedule =
  (needs: DraftsNeeds) =>
  async (accountId: AccountId, id: ScheduledPostId, at: Date): Promise<RescheduleOutcome> =>
    needs.db.transact(async (tx): Promise<RescheduleOutcome> => {
      const post = await lockOwn(tx, accountId, id)
      if (!post) return { ok: false, because: 'not_found' }
      if (isTooSoon(needs, at)) return { ok: false, because: 'time_too_soon' }
      const scheduled = { ...post, scheduledAt: at }
      await updateTime(tx.sql, id, at)
      await enqueuePublishing(needs, tx, scheduled)
      return { ok: true, scheduled }
    })

/**
 * Publishes an own scheduled check-in at once: its author has left, and counts as here for nobody. @returns whether there
 * was one
 */
export const releaseCheckin =
  (needs: DraftsNeeds) =>
  async (accountId: AccountId, id: ScheduledPostId): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      const post = await lockOwn(tx, accountId, id)
      if (!post?.draft.checkin) return false
      const scheduledAt = new Date(needs.clock.now())
      const draft = { ...post.draft, checkin: { ...post.draft.checkin, leftAt: scheduledAt } }
      await updateDraft(tx.sql, id, { draft, scheduledAt })
      await enqueuePublishing(needs, tx, { ...post, draft, scheduledAt })
      return true
    })

/** Drops an own scheduled post; its uploads are free again. @returns whether there was one. */
export const cancelScheduled =
  (needs: DraftsNeeds) =>
  async (accountId: AccountId, id: ScheduledPostId): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      const post = await lockOwn(tx, accountId, id)
      if (!post) return false
      await needs.media.release(tx, accountId, post.draft.mediaIds ?? [])
      return deleteScheduled(tx.sql, id)
    })

async function lockOwn(
  tx: Transaction,
  accountId: AccountId,
  id: ScheduledPostId,
): Promise<ScheduledPost | undefined> {
  const post = await lockScheduled(tx.sql, id)
  return post?.accountId === accountId ? post : undefined
}
