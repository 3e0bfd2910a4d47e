import type { Id } from '#platform/ids/index.ts'

export type AccountId = Id<'account'>

export interface ProfileField {
  /** Local accounts: text as typed. Remote accounts: sanitised HTML. */
  readonly name: string
  readonly value: string
  /** When the page that it links to was found to link back (`rel="me"`); as text, ISO 8601. */
  readonly verifiedAt?: string | null
}

/** Anyone who can post: a person here, or anybody on another server whom this server has met. */
export interface Account {
  readonly id: AccountId
  readonly username: string
  /** null: an account of this server. */
  readonly domain: string | null
  readonly kind: AccountKind
  readonly displayName: string
  /** Local: text as typed. Remote: sanitised HTML. */
  readonly bio: string
  readonly fields: readonly ProfileField[]
  /** Storage keys of local pictures; addresses of remote ones. */
  readonly avatarKey: string | null
  readonly headerKey: string | null
  readonly avatarUrl: string | null
  readonly headerUrl: string | null
  /** Follows need approval. */
  readonly locked: boolean
  readonly bot: boolean
  readonly discoverable: boolean
  readonly indexable: boolean
  /** Whom the account follows, and who follows it, is shown to nobody else. */
  readonly hideCollections: boolean
  /** Sites that may name the account as an author. */
  readonly attributionDomains: readonly string[]
  readonly avatarDescription: string
  readonly headerDescription: string
  /** What apps show on the profile, next to posts. */
  readonly showMedia: boolean
  readonly showMediaReplies: boolean
  readonly showFeatured: boolean
  /** The ActivityPub id and page; null for local accounts, whose addresses follow from the name. */
  readonly uri: string | null
  readonly url: string | null
  readonly inboxUrl: string | null
  readonly sharedInboxUrl: string | null
  readonly outboxUrl: string | null
  readonly followersUrl: string | null
  readonly followingUrl: string | null
  readonly featuredUrl: string | null
  readonly alsoKnownAs: readonly string[]
  readonly movedToId: AccountId | null
  readonly fetchedAt: Date | null
  /** By a moderator, or because its domain is blocked. */
  readonly suspendedAt: Date | null
  /** Strangers are not shown what it does: by a moderator, or because its domain is limited. */
  readonly limitedAt: Date | null
  /** All its media count as sensitive. */
  readonly sensitisedAt: Date | null
  /** Its pictures and media are not loaded, because of its domain. */
  readonly mediaRejected: boolean
  readonly deletedAt: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type AccountKind = 'person' | 'service' | 'group' | 'organization' | 'application'

export interface AccountCounters {
  readonly posts: number
  readonly followers: number
  readonly following: number
  readonly lastPostAt: Date | null
}

export function isLocal(account: Pick<Account, 'domain'>): boolean {
  return account.domain === null
}

/** Neither suspended nor deleted: may act and be seen. */
export function isActive(account: Pick<Account, 'suspendedAt' | 'deletedAt'>): boolean {
  return account.suspendedAt === null && account.deletedAt === null
}

/** Shown to followers alone, as far as lists of many authors go. */
export function isLimited(account: Pick<Account, 'limitedAt'>): boolean {
  return account.limitedAt !== null
}

/** `alice` here, `alice@example.org` elsewhere. */
export function handleOf(account: Pick<Account, 'username' | 'domain'>): string {
  return account.domain === null ? account.username : `${account.username}@${account.domain}`
}
