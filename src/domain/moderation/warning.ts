import type { AccountId } from '#domain/accounts/index.ts'
import type { Id } from '#platform/ids/index.ts'
import type { ReportId } from './report.ts'

export type WarningId = Id<'warning'>

export const moderationActions = ['none', 'sensitive', 'disable', 'limit', 'suspend'] as const
/** none: only words. disable: no signing in. sensitive, limit and suspend: as accounts say. */
export type ModerationAction = (typeof moderationActions)[number]

/** What a person of this server is told of what moderators did. */
export interface Warning {
  readonly id: WarningId
  readonly accountId: AccountId
  /** null: the operator, by command. */
  readonly staffId: AccountId | null
  readonly action: ModerationAction
  readonly text: string
  readonly reportId: ReportId | null
  readonly createdAt: Date
}

export const maxWarningText = 5000
