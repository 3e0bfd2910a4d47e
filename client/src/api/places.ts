import type { Category, NearbyPlace, Place } from './entities.ts'
import { ApiError, request } from './http.ts'

export interface Point {
  readonly latitude: number
  readonly longitude: number
}

/** A position as the device gives it; `accuracy` is a radius in metres. */
export interface Fix extends Point {
  readonly accuracy?: number
}

/** The reader's language, as far as its name is of the form that the server takes. */
function language(): { readonly lang?: string } {
  const lang = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/.exec(navigator.language)?.[0]
  return lang === undefined ? {} : { lang }
}

/** Places around a point, best guess first. By POST, which keeps the position out of access logs. */
export async function listNearby(fix: Fix, q: string, signal?: AbortSignal): Promise<readonly NearbyPlace[]> {
  const json = { ...fix, limit: 40, ...language(), ...(q ? { q } : {}) }
  return (
    await request<{ places: readonly NearbyPlace[] }>('/api/cairn/v1/places/nearby', {
      method: 'POST',
      json,
      signal,
    })
  ).places
}

/** Places of that name anywhere on Earth. */
export async function searchPlaces(q: string, signal?: AbortSignal): Promise<readonly Place[]> {
  const answer = await request<
    { places: ReadonlyArray<Place | NearbyPlace> } | ReadonlyArray<Place | NearbyPlace>
  >('/api/cairn/v1/places/search', { query: { q, limit: 20, ...language() }, signal })
  const found = 'places' in answer ? answer.places : answer
  return found.map((one) => ('place' in one ? one.place : one))
}

export function getPlace(id: string, signal?: AbortSignal): Promise<Place> {
  return request(`/api/cairn/v1/places/${encodeURIComponent(id)}`, { signal })
}

export interface NewPlace extends Point {
  readonly name: string
  readonly category?: string
  readonly address?: { readonly street?: string; readonly locality?: string }
  readonly private?: boolean
}

/** @param force adds it although one of that name lies next to it; otherwise that one comes in a 409 */
export function createPlace(place: NewPlace, force: boolean): Promise<Place> {
  return request('/api/cairn/v1/places', { method: 'POST', json: force ? { ...place, force } : place })
}

/** The place that stands in the way of a new one; undefined when the error is another. */
export function findDuplicate(error: unknown): Place | undefined {
  return error instanceof ApiError && error.status === 409
    ? (error.body as { place?: Place }).place
    : undefined
}

let categories: Promise<readonly Category[]> | undefined

/** All place categories; asked for once and kept. */
export function listCategories(): Promise<readonly Category[]> {
  categories ??= request<readonly Category[] | { categories: readonly Category[] }>(
    '/api/cairn/v1/categories',
  )
    .then((answer) => ('categories' in answer ? answer.categories : answer))
    .catch((error: unknown) => {
      categories = undefined
      throw error
    })
  return categories
}
