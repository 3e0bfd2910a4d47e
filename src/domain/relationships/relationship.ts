import type { AccountId } from '#domain/accounts/index.ts'
import type { Id } from '#platform/ids/index.ts'

export type FollowId = Id<'follow'>

export interface Follow {
  readonly id: FollowId
  readonly followerId: AccountId
  readonly followedId: AccountId
  readonly state: 'requested' | 'accepted'
  readonly showBoosts: boolean
  readonly notify: boolean
  /** Which languages' posts the follower wants to see; null: all. */
  readonly languages: readonly string[] | null
  /** The Follow activity's id; null until one was sent or received. */
  readonly uri: string | null
  readonly createdAt: Date
}

/** How a viewer stands to one other account. */
export interface Standing {
  readonly accountId: AccountId
  readonly following: boolean
  readonly requested: boolean
  readonly showBoosts: boolean
  readonly notify: boolean
  readonly languages: readonly string[] | null
  readonly followedBy: boolean
  readonly requestedBy: boolean
  readonly blocking: boolean
  readonly blockedBy: boolean
  readonly muting: boolean
  readonly mutingNotifications: boolean
  readonly mutingExpiresAt: Date | null
  readonly domainBlocking: boolean
  readonly endorsed: boolean
  /** What the viewer noted about the account; empty: nothing. */
  readonly note: string
}

/** What a viewer must not be shown, as sets: for the hide step of every list. */
export interface Hidden {
  /** Blocked by the viewer or blocking the viewer. */
  readonly blocked: ReadonlySet<string>
  /** Of these, whom the viewer blocks and who does not block the viewer. */
  readonly blocking: ReadonlySet<string>
  readonly muted: ReadonlySet<string>
  readonly mutedNotifications: ReadonlySet<string>
  readonly domains: ReadonlySet<string>
}
