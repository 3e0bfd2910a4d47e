import type { AccountId } from '#domain/accounts/index.ts'
import type { Visibility } from '#domain/posts/index.ts'
import type { Id } from '#platform/ids/index.ts'

export type HistoryId = Id<'history'>

/** Whose file it is. Tracks and waypoints come as GPX. */
export type HistorySource = 'swarm' | 'google' | 'gpx' | 'cairn'

/** A file that somebody brought, and what became of it. */
export interface History {
  readonly id: HistoryId
  readonly accountId: AccountId
  readonly fileName: string
  /** Who sees the check-ins that come of it: their owner alone, or followers, too. */
  readonly visibility: Extract<Visibility, 'direct' | 'followers'>
  readonly state: 'waiting' | 'placing' | 'done' | 'failed'
  /** Known once it is read. */
  readonly source: HistorySource | null
  /** Why it failed, fit to be shown. */
  readonly because: string | null
  /** Visits in the file; check-ins made; had before; without a place that could be found. */
  readonly found: number
  readonly placed: number
  readonly known: number
  readonly unplaced: number
  readonly photos: number
  readonly createdAt: Date
  readonly endedAt: Date | null
}

/** Where a visit of a file was, as far as the file says. */
export interface FoundVenue {
  /** The venue's id at the source; of Cairn its address. */
  readonly sourceId: string | null
  readonly name: string | null
  /** Of our categories. */
  readonly category: string | null
  readonly latitude: number | null
  readonly longitude: number | null
}

/** A visit as a file tells of it. It survives JSON unchanged. */
export interface FoundVisit {
  readonly source: HistorySource
  /** The same for the same visit in every file of this source. */
  readonly sourceId: string
  /** Milliseconds since 1970. */
  readonly arrivedAt: number
  readonly leftAt: number | null
  readonly note: string
  readonly venue: FoundVenue
  /** Ids or file names of its photos at the source. */
  readonly photos: readonly string[]
}

/** The file cannot be taken in. `message` is fit to be shown. */
export class HistoryFault extends Error {
  override readonly name = 'HistoryFault'
  /** Trying again would read the same file. */
  readonly retry = 'never'
}

export const historyLimits = {
  fileBytes: 512 * 1024 * 1024,
  unpackedBytes: 3 * 1024 * 1024 * 1024,
  visits: 100_000,
  photoBytes: 30 * 1024 * 1024,
} as const
