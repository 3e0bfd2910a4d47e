import type { AccountId } from '#domain/accounts/index.ts'
import type { Id } from '#platform/ids/index.ts'

export type CollectionId = Id<'collection'>
export type ItemId = Id<'collection-item'>

export interface Collection {
  readonly id: CollectionId
  /** The owner. */
  readonly accountId: AccountId
  readonly name: string
  readonly description: string
  readonly language: string | null
  readonly sensitive: boolean
  /** Whether it stands on its owner's profile; by its address everybody reads it. */
  readonly discoverable: boolean
  /** Without `#`, in lower case. */
  readonly tag: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface CollectionItem {
  readonly id: ItemId
  readonly collectionId: CollectionId
  readonly accountId: AccountId
  /** `revoked`: the account took itself off. */
  readonly state: 'accepted' | 'revoked'
  readonly createdAt: Date
}

/** As Mastodon's. */
export const collectionLimits = { collections: 10, items: 25, name: 40, description: 100 } as const
