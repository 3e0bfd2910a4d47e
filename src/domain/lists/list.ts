import type { AccountId } from '#domain/accounts/index.ts'
import type { Id } from '#platform/ids/index.ts'

export type ListId = Id<'list'>

/** Whom a member's reply may answer to be shown: nobody, members of the list, anybody whom the owner follows. */
export type RepliesPolicy = 'none' | 'list' | 'followed'

export interface List {
  readonly id: ListId
  readonly accountId: AccountId
  readonly title: string
  readonly replies: RepliesPolicy
  readonly exclusive: boolean
}

export const maxLists = 200
export const maxMembers = 5000
export const maxListTitleLength = 200
