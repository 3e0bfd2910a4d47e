import type { Account, Place, PlaceOnPost, Post } from './entities.ts'
import { download, type Query, request, withQuery } from './http.ts'

/** One own check-in at its true place. */
export interface Visit {
  readonly id: string
  readonly arrived_at: string
  readonly left_at: string | null
  readonly visibility: Post['visibility']
  readonly note: string
  readonly place: Place | null
}

export interface Statistics {
  readonly visits: number
  readonly places: number
  readonly days: number
  readonly streaks: { readonly current: number; readonly longest: number }
  readonly top_places: ReadonlyArray<{ readonly place: Place; readonly visits: number }>
  readonly countries: ReadonlyArray<{ readonly name: string; readonly visits: number }>
  readonly stickers: readonly Sticker[]
  readonly hours: ReadonlyArray<{ readonly weekday: number; readonly hour: number; readonly visits: number }>
  readonly calendar: readonly DayTotal[]
}

export interface DayTotal {
  /** `2026-11-24` */
  readonly day: string
  readonly visits: number
}

export interface Sticker {
  readonly category: string
  readonly name: string
  readonly icon: string
  readonly level: number
  readonly visits: number
  readonly next: number | null
}

const path = '/api/cairn/v1/journal'
/** The pages of a journal are paged by their addresses: see `usePages`. */
const here = () => ({ time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone })

export function getStatistics(year: number | null, signal?: AbortSignal): Promise<Statistics> {
  return request(`${path}/statistics`, { query: { ...here(), year }, signal })
}

/** The address of the first page of visits that have these words. */
export function visitsPath(q: string): string {
  return withQuery(path, q ? { q } : {})
}

/** All visits between two moments, the first one first. */
export async function listVisitsBetween(from: Date, until: Date, signal?: AbortSignal): Promise<Visit[]> {
  const query: Query = { from: from.toISOString(), until: until.toISOString(), limit: 200 }
  return (await request<Visit[]>(path, { query, signal })).toReversed()
}

/** Days with visits, the earliest first. */
export function listDays(from: Date, until: Date, signal?: AbortSignal): Promise<readonly DayTotal[]> {
  const query = { ...here(), from: from.toISOString(), until: until.toISOString() }
  return request(`${path}/days`, { query, signal })
}

export function listAnniversaries(signal?: AbortSignal): Promise<readonly Visit[]> {
  return request(`${path}/on_this_day`, { query: here(), signal })
}

export interface JournalPoint {
  readonly geometry: { readonly coordinates: readonly [number, number] }
  readonly properties: {
    readonly visits: number
    readonly place_id: string | null
    readonly name: string | null
  }
}

/** @param zoom of the map: what cannot be told apart there comes as one point */
export async function listJournalPoints(
  year: number | null,
  zoom: number,
  signal?: AbortSignal,
): Promise<readonly JournalPoint[]> {
  const query = { ...here(), year, zoom }
  return (await request<{ features: readonly JournalPoint[] }>(`${path}/map`, { query, signal })).features
}

/** Downloads the journal; a link cannot carry the token. */
export function exportJournal(format: 'geojson' | 'csv'): Promise<void> {
  return download(withQuery(`${path}/export`, { format }), `check-ins.${format}`)
}

/** A year as its page shows it to whoever has the address. */
export interface Review {
  readonly year: number
  /** Where it was given away; null while it is for its owner alone. */
  readonly url: string | null
  readonly visits: number
  readonly places: number
  readonly days: number
  readonly longest_streak: number
  readonly countries: ReadonlyArray<{ readonly name: string; readonly visits: number }>
  readonly kinds: ReadonlyArray<{
    readonly category: string
    readonly name: string
    readonly visits: number
  }>
  readonly months: readonly number[]
  readonly areas: ReadonlyArray<{ readonly latitude: number; readonly longitude: number }>
}

const reviewPath = (year: number) => `${path}/reviews/${year}`

export function getReview(year: number, signal?: AbortSignal): Promise<Review> {
  return request(reviewPath(year), { query: here(), signal })
}

export function shareReview(year: number): Promise<Review> {
  return request(`${reviewPath(year)}/share`, { method: 'POST', json: here() })
}

export function endSharing(year: number): Promise<unknown> {
  return request(`${reviewPath(year)}/share`, { method: 'DELETE' })
}

/** Where paths of friends crossed, as exactly as both show each other. */
export interface Crossing {
  readonly account: Account
  readonly place: PlaceOnPost
  readonly at: string
  readonly times: number
  readonly status_id: string
}

export function listCrossings(signal?: AbortSignal): Promise<readonly Crossing[]> {
  return request('/api/cairn/v1/friends/crossings', { signal })
}

export function listFriendsLatest(signal?: AbortSignal): Promise<readonly Post[]> {
  return request('/api/cairn/v1/friends/latest', { signal })
}

export interface Rank {
  readonly account: Account
  readonly points: number
}

export function getLeaderboard(signal?: AbortSignal): Promise<readonly Rank[]> {
  return request('/api/cairn/v1/friends/leaderboard', { signal })
}

export interface Crown {
  readonly place: Place
  readonly days: number
}

export function listCrowns(accountId: string, signal?: AbortSignal): Promise<readonly Crown[]> {
  return request(`/api/cairn/v1/accounts/${accountId}/mayorships`, { signal })
}

/** Says that one has left: nobody counts as here any more. */
export function checkOut(postId: string): Promise<Post> {
  return request(`/api/cairn/v1/checkins/${postId}/check_out`, { method: 'POST' })
}
