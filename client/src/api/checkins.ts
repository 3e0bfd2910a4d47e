import type { Account, Place, Precision } from './entities.ts'
import { download, getPage, type Page, request, withQuery } from './http.ts'

export interface CheckinPreferences {
  readonly followers_precision: Precision | null
  readonly friends_precision: Precision | null
  readonly fading: ReadonlyArray<{ readonly after_days: number; readonly precision: Precision }>
  readonly hide_after_days: number | null
  readonly mayor_public: boolean
}

const preferencesPath = '/api/cairn/v1/checkin_preferences'

export function getPreferences(signal?: AbortSignal): Promise<CheckinPreferences> {
  return request(preferencesPath, { signal })
}

/** Replaces all of them: what is left out is off. */
export function savePreferences(wanted: CheckinPreferences): Promise<CheckinPreferences> {
  const set = Object.entries(wanted).filter(([, value]) => value !== null)
  return request(preferencesPath, { method: 'PUT', json: Object.fromEntries(set) })
}

export interface HomeZone {
  readonly id: string
  readonly label: string
  readonly outline: { readonly coordinates: ReadonlyArray<ReadonlyArray<ReadonlyArray<[number, number]>>> }
}

const zonesPath = '/api/cairn/v1/home_zones'

export function listZones(signal?: AbortSignal): Promise<readonly HomeZone[]> {
  return request(zonesPath, { signal })
}

/** The server keeps an area that is not centred on the point, and drops the point. */
export function createZone(zone: { latitude: number; longitude: number; label: string }): Promise<HomeZone> {
  return request(zonesPath, { method: 'POST', json: zone })
}

export function deleteZone(id: string): Promise<unknown> {
  return request(`${zonesPath}/${id}`, { method: 'DELETE' })
}

/** @returns how many check-ins only their author sees from now on. */
export async function hideAllCheckins(): Promise<number> {
  return (await request<{ hidden: number }>('/api/cairn/v1/checkins/hide_all', { method: 'POST' })).hidden
}

/** One own check-in at its true place. */
export interface Visit {
  readonly id: string
  readonly arrived_at: string
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
  readonly calendar: ReadonlyArray<{ readonly day: string; readonly visits: number }>
}

export interface Sticker {
  readonly category: string
  readonly name: string
  readonly icon: string
  readonly level: number
  readonly visits: number
  readonly next: number | null
}

const journalPath = '/api/cairn/v1/journal'
const here = () => ({ time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone })

export function getStatistics(year: number | null, signal?: AbortSignal): Promise<Statistics> {
  return request(`${journalPath}/statistics`, { query: { ...here(), year }, signal })
}

export function listVisits(q: string, signal?: AbortSignal): Promise<Page<Visit>> {
  return getPage(journalPath, { query: { q }, signal })
}

export function listAnniversaries(signal?: AbortSignal): Promise<readonly Visit[]> {
  return request(`${journalPath}/on_this_day`, { query: here(), signal })
}

export interface JournalPoint {
  readonly geometry: { readonly coordinates: readonly [number, number] }
  readonly properties: {
    readonly visits: number
    readonly place_id: string | null
    readonly name: string | null
  }
}

export async function listJournalPoints(
  year: number | null,
  signal?: AbortSignal,
): Promise<readonly JournalPoint[]> {
  const query = { ...here(), year, zoom: 14 }
  return (await request<{ features: readonly JournalPoint[] }>(`${journalPath}/map`, { query, signal }))
    .features
}

/** Downloads the journal; a link cannot carry the token. */
export function exportJournal(format: 'geojson' | 'csv'): Promise<void> {
  return download(withQuery(`${journalPath}/export`, { format }), `check-ins.${format}`)
}

export interface Presence {
  readonly count: number | null
  readonly friends: readonly Account[]
}

export function getHereNow(placeId: string, signal?: AbortSignal): Promise<Presence> {
  return request(`/api/cairn/v1/places/${placeId}/here_now`, { signal })
}

export async function getMayor(
  placeId: string,
  signal?: AbortSignal,
): Promise<{ readonly account: Account; readonly days: number } | null> {
  const path = `/api/cairn/v1/places/${placeId}/mayor`
  return (await request<{ mayor: { account: Account; days: number } | null }>(path, { signal })).mayor
}

export interface Rank {
  readonly account: Account
  readonly points: number
}

export function getLeaderboard(signal?: AbortSignal): Promise<readonly Rank[]> {
  return request('/api/cairn/v1/friends/leaderboard', { signal })
}

/** Somebody whom a check-in asks or names. */
export interface Naming {
  readonly account: Account
  readonly state: 'asked' | 'agreed'
}

const companionsPath = (postId: string) => `/api/cairn/v1/checkins/${postId}/companions`

export function listNamings(postId: string, signal?: AbortSignal): Promise<readonly Naming[]> {
  return request(companionsPath(postId), { signal })
}

export function agreeToBeNamed(postId: string): Promise<unknown> {
  return request(`${companionsPath(postId)}/agree`, { method: 'POST' })
}

export function endNaming(postId: string): Promise<unknown> {
  return request(`${companionsPath(postId)}/withdraw`, { method: 'POST' })
}
