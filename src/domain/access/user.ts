import type { AccountId } from '#domain/accounts/index.ts'

export type Role = 'user' | 'moderator' | 'admin' | 'owner'
export const roles: readonly Role[] = ['user', 'moderator', 'admin', 'owner']

/** `pending` waits for a moderator's approval. */
export type UserState = 'pending' | 'active' | 'disabled'

export type PostVisibility = 'public' | 'unlisted' | 'followers' | 'direct'
export type CheckinPrecision = 'venue' | 'cell' | 'city' | 'country'

/** What a person has chosen for posts and check-ins that say nothing else. */
export interface UserDefaults {
  readonly defaultVisibility: PostVisibility
  readonly defaultSensitive: boolean
  /** ISO 639 code, or null for the client's. */
  readonly defaultLanguage: string | null
  /** Who may quote public posts. */
  readonly defaultQuotePolicy: 'public' | 'followers' | 'nobody'
  readonly checkinVisibility: PostVisibility
  readonly checkinPrecision: CheckinPrecision
}

/** An account of this server with a password: somebody who can sign in. */
export interface User extends UserDefaults {
  readonly accountId: AccountId
  readonly email: string
  readonly role: Role
  readonly state: UserState
  readonly locale: string
  readonly signUpReason: string | null
  /** Null: the link that was sent by e-mail was not followed yet, and nothing is open. */
  readonly emailConfirmedAt: Date | null
  readonly lastActiveAt: Date
  readonly createdAt: Date
}

/** Moderators and those above them. */
export function isStaff(role: Role): boolean {
  return role !== 'user'
}
