import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { defineEvent } from '#platform/events/index.ts'
import type { ReportId } from './report.ts'
import type { WarningId } from './warning.ts'

/** A person of this server is to be told of what moderators did. Subject: `account:<id>`. */
export const accountWarned = defineEvent<{ warningId: WarningId; accountId: AccountId }>('account.warned')

/** Subject: `report:<id>`. */
export const reportFiled = defineEvent<{
  reportId: ReportId
  reporterId: AccountId
  targetId: AccountId
  postIds: readonly PostId[]
  /** Whether the target's server is to be told. Only ever true for a target of another server. */
  forward: boolean
}>('report.filed')
