import type { Access } from '#domain/access/index.ts'
import type { Accounts } from '#domain/accounts/index.ts'
import type { Audit } from '#domain/audit/index.ts'
import type { Policies } from '#domain/policies/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'

/** What acting on accounts needs. */
export interface ActionNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly announce: Announce
  readonly audit: Pick<Audit, 'record'>
  readonly accounts: Pick<Accounts, 'deleteAccount' | 'findAccount' | 'restrictAccount'>
  readonly access: Pick<Access, 'approveUser' | 'disableUser' | 'enableUser' | 'rejectUser' | 'userFor'>
}

export interface ModerationNeeds extends ActionNeeds {
  readonly policies: Pick<Policies, 'getJudge' | 'policyFor'>
  readonly accounts: ActionNeeds['accounts'] & Pick<Accounts, 'findAccounts' | 'listDomains'>
  readonly posts: Pick<Posts, 'keepVisible'>
}
