import type { Account, Precision } from './entities.ts'
import { request } from './http.ts'

export interface CheckinPreferences {
  readonly followers_precision: Precision | null
  readonly friends_precision: Precision | null
  readonly fading: ReadonlyArray<{ readonly after_days: number; readonly precision: Precision }>
  readonly hide_after_days: number | null
  readonly mayor_public: boolean
  readonly crossings: boolean
  readonly map_picture: boolean
  readonly photo_places: boolean
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
