import type { Id } from '#platform/ids/index.ts'

export type AppId = Id<'app'>

/** A program that acts for people, or for itself: an OAuth client. */
export interface App {
  readonly id: AppId
  readonly clientId: string
  readonly name: string
  readonly website: string | null
  readonly redirectUris: readonly string[]
  readonly scopes: readonly string[]
  /** Our own web client: people are not asked for consent. */
  readonly firstParty: boolean
  readonly createdAt: Date
}

/** With the hash of its secret; null for an app that cannot keep one. */
export type AppWithSecret = App & { readonly clientSecretHash: Buffer | null }
