import { createHash } from 'node:crypto'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Id } from '#platform/ids/index.ts'

/** What a tag is to one viewer. */
export interface TagStanding {
  /** In lower case, without `#`. */
  readonly tag: string
  readonly following: boolean
  readonly featuring: boolean
}

export interface FollowedTag {
  readonly id: string
  readonly tag: string
  readonly display: string
}

export type FeaturedTagId = Id<'featured_tag'>

export interface FeaturedTag {
  readonly id: FeaturedTagId
  readonly accountId: AccountId
  readonly tag: string
  readonly display: string
  /** The account's posts with it that everybody may see. */
  readonly posts: number
  readonly lastPostAt: Date | null
}

export interface TagDay {
  /** YYYY-MM-DD, UTC. */
  readonly day: string
  readonly uses: number
  readonly accounts: number
}

export const maxFollowedTags = 1000
export const maxFeaturedTags = 10

/** A tag's number for apps that want one: the same on every server, because it follows from the name. */
export function tagIdOf(tag: string): string {
  // Below 9 · 10^18, where what the doors take for an id ends.
  const number =
    (createHash('sha256').update(tag).digest().readBigUInt64BE() >> 1n) % 9_000_000_000_000_000_000n
  return (number === 0n ? 1n : number).toString()
}
