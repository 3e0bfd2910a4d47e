import type { Accounts } from '#domain/accounts/index.ts'
import type { Policies } from '#domain/policies/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'

export interface ModerationNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly announce: Announce
  readonly policies: Pick<Policies, 'policyFor'>
  readonly accounts: Pick<Accounts, 'findAccounts'>
  readonly posts: Pick<Posts, 'keepVisible'>
}
