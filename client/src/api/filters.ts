import type { FilterAction, FilterContext } from './entities.ts'
import { request } from './http.ts'

export interface Keyword {
  /** None before it is saved. */
  readonly id?: string
  readonly keyword: string
  readonly whole_word: boolean
}

export interface Filter {
  readonly id: string
  readonly title: string
  readonly context: readonly FilterContext[]
  readonly expires_at: string | null
  readonly filter_action: FilterAction
  readonly keywords: readonly Keyword[]
}

/** A filter as it is written. */
export interface FilterWish {
  readonly title: string
  readonly context: readonly FilterContext[]
  readonly filter_action: FilterAction
  /** Seconds from now; null for good; left out to keep the end as it is. */
  readonly expires_in?: number | null
  readonly keywords_attributes: ReadonlyArray<Keyword & { readonly _destroy?: boolean }>
}

export function listFilters(signal?: AbortSignal): Promise<Filter[]> {
  return request('/api/v2/filters', { signal })
}

/** @param id of the one to be changed; null makes one */
export function saveFilter(id: string | null, wish: FilterWish): Promise<Filter> {
  return id === null
    ? request('/api/v2/filters', { method: 'POST', json: wish })
    : request(`/api/v2/filters/${id}`, { method: 'PUT', json: wish })
}

export function deleteFilter(id: string): Promise<unknown> {
  return request(`/api/v2/filters/${id}`, { method: 'DELETE' })
}
