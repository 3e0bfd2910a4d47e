import type { AccountId } from '#domain/accounts/index.ts'
import { policyChanges } from '#domain/policies/index.ts'
import { type BatchCache, createBatchCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { PostCounters, PostId, PostMarks, PostView } from './post.ts'

/** What the room remembers; whoever changes a row forgets it after the commit, here and in other processes. */
export interface PostCaches {
  /** Hydrated posts, without whoever may see them: every reader asks `maySee`. */
  readonly views: BatchCache<PostId, PostView>
  readonly counters: BatchCache<PostId, PostCounters>
  /** By `markKey`. */
  readonly marks: BatchCache<MarkKey, PostMarks>
}

export type MarkKey = `${AccountId}:${PostId}`

/** The bound where another process was killed before it could tell of a change. */
const freshMs = 30_000

export function createPostCaches({ clock, db }: { clock: Clock; db: Database }): PostCaches {
  const { changes } = db
  const cached = { clock, ttlMs: freshMs }
  return {
    views: createBatchCache({
      ...cached,
      max: 10_000,
      shared: { changes, kind: 'posts', alsoOn: ['post-media', policyChanges] },
    }),
    counters: createBatchCache({ ...cached, max: 20_000, shared: { changes, kind: 'post-counters' } }),
    marks: createBatchCache({ ...cached, max: 40_000, shared: { changes, kind: 'post-marks' } }),
  }
}

export function markKey(accountId: AccountId, postId: PostId): MarkKey {
  return `${accountId}:${postId}`
}
