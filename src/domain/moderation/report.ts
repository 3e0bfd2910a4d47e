import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Id } from '#platform/ids/index.ts'

export type ReportId = Id<'report'>

export const reportCategories = ['spam', 'legal', 'violation', 'other'] as const
export type ReportCategory = (typeof reportCategories)[number]

export interface Report {
  readonly id: ReportId
  /** The account of another server's instance, for reports that came from there. */
  readonly reporterId: AccountId
  readonly targetId: AccountId
  readonly category: ReportCategory
  readonly comment: string
  /** Rules of this server, by their number from 1. */
  readonly ruleIds: readonly string[]
  readonly postIds: readonly PostId[]
  readonly forward: boolean
  /** The Flag activity's id, when it came from another server. */
  readonly uri: string | null
  readonly assignedTo: AccountId | null
  readonly resolvedAt: Date | null
  readonly resolvedBy: AccountId | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export const maxReportComment = 1000
/** Longer comments of other servers are cut, as their limits may differ. */
export const maxReceivedComment = 3000
export const maxReportedPosts = 100
