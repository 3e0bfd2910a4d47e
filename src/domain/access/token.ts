import type { AccountId } from '#domain/accounts/index.ts'
import type { Id } from '#platform/ids/index.ts'
import type { AppId } from './app.ts'
import type { Role } from './user.ts'

export type TokenId = Id<'token'>

/** What a bearer token stands for. */
export interface TokenGrant {
  readonly tokenId: TokenId
  readonly appId: AppId
  /** null: the app acts for itself. */
  readonly accountId: AccountId | null
  /** null as `accountId` is. */
  readonly role: Role | null
  /** Never more than the app's, and no admin scopes for those who are no staff (R17). */
  readonly scopes: readonly string[]
}

/** A token that was just made: the only time when it is known. */
export interface NewToken {
  readonly accessToken: string
  readonly scopes: readonly string[]
  readonly createdAt: Date
}
