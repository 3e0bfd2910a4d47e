import type { Account, Place, PreviewCard, Tag } from './entities.ts'
import { request } from './http.ts'

export interface TrendingPlace {
  readonly place: Place
  /** How many checked in there publicly; three at least. */
  readonly people: number
}

interface TrendingLink extends PreviewCard {
  readonly history: NonNullable<Tag['history']>
}

interface Suggestion {
  readonly account: Account
  readonly sources: readonly string[]
}

export type DirectoryOrder = 'active' | 'new'

export function listTrendingPlaces(signal?: AbortSignal): Promise<TrendingPlace[]> {
  return request('/api/cairn/v1/trends/places', { query: { limit: 20 }, signal })
}

export function listTrendingTags(signal?: AbortSignal): Promise<Tag[]> {
  return request('/api/v1/trends/tags', { query: { limit: 20 }, signal })
}

export function listTrendingLinks(signal?: AbortSignal): Promise<TrendingLink[]> {
  return request('/api/v1/trends/links', { query: { limit: 20 }, signal })
}

/** Whom one could follow, the best first. */
export function listSuggestions(signal?: AbortSignal): Promise<Suggestion[]> {
  return request('/api/v2/suggestions', { query: { limit: 10 }, signal })
}

/** Not this one again. */
export function dropSuggestion(accountId: string): Promise<unknown> {
  return request(`/api/v1/suggestions/${accountId}`, { method: 'DELETE' })
}

/** Accounts that want to be found. @param offset how many are known already */
export function listDirectory(
  wish: { readonly order: DirectoryOrder; readonly local: boolean; readonly offset: number },
  signal?: AbortSignal,
): Promise<Account[]> {
  return request('/api/v1/directory', { query: { ...wish, limit: 20 }, signal })
}
