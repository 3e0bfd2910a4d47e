import type { Account, Place } from './entities.ts'
import { request } from './http.ts'

/** A town where one will be; days as `2026-12-03`. */
export interface Trip {
  readonly id: string
  readonly place: Place
  readonly starts_on: string
  readonly ends_on: string
  /** Friends who will be there, too, may know. */
  readonly shared: boolean
}

/** A friend who will be in one's own town on the same days. */
export interface Meeting {
  readonly account: Account
  readonly place: Place
  readonly from: string
  readonly until: string
  readonly own_trip_id: string
}

const path = '/api/cairn/v1/trips'

/** Those that are not over, the next first. */
export function listTrips(signal?: AbortSignal): Promise<readonly Trip[]> {
  return request(path, { signal })
}

export function planTrip(trip: {
  readonly place_id: string
  readonly starts_on: string
  readonly ends_on: string
  readonly shared: boolean
}): Promise<Trip> {
  return request(path, { method: 'POST', json: trip })
}

export function cancelTrip(id: string): Promise<unknown> {
  return request(`${path}/${id}`, { method: 'DELETE' })
}

export function listMeetings(signal?: AbortSignal): Promise<readonly Meeting[]> {
  return request('/api/cairn/v1/friends/meetings', { signal })
}
