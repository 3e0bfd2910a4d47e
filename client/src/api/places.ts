import type { Account, Category, NearbyPlace, Place } from './entities.ts'
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

/** A place, or the neighbourhood of a point. */
export type Followable = { readonly placeId: string } | Point

/** The account by which it is followed; null where nobody does. @param known false makes one */
export function getPlaceAccount(
  of: Followable,
  known: boolean,
  signal?: AbortSignal,
): Promise<Account | null> {
  return 'placeId' in of
    ? request(`/api/cairn/v1/places/${of.placeId}/account`, { query: { known }, signal })
    : request('/api/cairn/v1/areas/account', { method: 'POST', json: { ...of, known }, signal })
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

/** Only what is to change. */
export interface PlaceCorrection {
  readonly name?: string
  readonly latitude?: number
  readonly longitude?: number
  readonly category?: string
  readonly address?: object
  readonly closed?: boolean
}

export function correctPlace(id: string, correction: PlaceCorrection): Promise<Place> {
  return request(`/api/cairn/v1/places/${id}`, { method: 'PATCH', json: correction })
}

export const placeReportKinds = ['closed', 'wrong', 'duplicate', 'private', 'spam', 'other'] as const
export type PlaceReportKind = (typeof placeReportKinds)[number]

export function reportPlace(
  id: string,
  report: { readonly kind: PlaceReportKind; readonly comment: string; readonly duplicate_of?: string },
): Promise<unknown> {
  return request(`/api/cairn/v1/places/${id}/report`, { method: 'POST', json: report })
}

export interface PlaceChange {
  readonly id: string
  readonly kind: 'corrected' | 'merged'
  readonly changes: ReadonlyArray<{
    readonly field: string
    readonly before: unknown
    readonly after: unknown
  }>
  /** For moderators, and for oneself; else null. */
  readonly account: Account | null
  readonly created_at: string
}

export function listPlaceHistory(id: string, signal?: AbortSignal): Promise<readonly PlaceChange[]> {
  return request(`/api/cairn/v1/places/${id}/history`, { signal })
}

/** For moderators, as are the next three. */
export interface PlaceReport {
  readonly id: string
  readonly kind: PlaceReportKind
  readonly comment: string
  readonly place?: Place
  readonly duplicate_of: string | null
  readonly created_at: string
}

export function listPlaceReports(signal?: AbortSignal): Promise<readonly PlaceReport[]> {
  return request('/api/cairn/v1/admin/place_reports', { signal })
}

export function resolvePlaceReport(id: string): Promise<unknown> {
  return request(`/api/cairn/v1/admin/place_reports/${id}/resolve`, { method: 'POST' })
}

/** @returns the place that lives on */
export function mergePlace(id: string, into: string): Promise<Place> {
  return request(`/api/cairn/v1/admin/places/${id}/merge`, { method: 'POST', json: { into } })
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
