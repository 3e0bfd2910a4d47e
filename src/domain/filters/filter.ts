import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Id } from '#platform/ids/index.ts'

export type FilterId = Id<'filter'>
export type KeywordId = Id<'filter_keyword'>
export type FilteredPostId = Id<'filter_post'>

export const filterContexts = ['home', 'notifications', 'public', 'thread', 'account'] as const
export type FilterContext = (typeof filterContexts)[number]

/** warn: behind a line that says why. hide: not at all. blur: media only. */
export const filterActions = ['warn', 'hide', 'blur'] as const
export type FilterAction = (typeof filterActions)[number]

export interface Keyword {
  readonly id: KeywordId
  readonly filterId: FilterId
  readonly keyword: string
  readonly wholeWord: boolean
}

export interface FilteredPost {
  readonly id: FilteredPostId
  readonly filterId: FilterId
  readonly postId: PostId
}

export interface Filter {
  readonly id: FilterId
  readonly accountId: AccountId
  readonly title: string
  readonly contexts: readonly FilterContext[]
  readonly action: FilterAction
  readonly expiresAt: Date | null
  readonly keywords: readonly Keyword[]
  readonly posts: readonly FilteredPost[]
}

/** What one filter found in one post. */
export interface FilterMatch {
  readonly filter: Filter
  /** The words as they stand in the post. */
  readonly keywords: readonly string[]
  readonly postIds: readonly PostId[]
}

export const maxFilters = 100
export const maxKeywords = 500
export const maxFilteredPosts = 1000
export const maxKeywordLength = 512
