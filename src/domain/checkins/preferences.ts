import type { Precision } from './checkin.ts'

/** From this age on, a check-in is shown no more exactly than this. */
export interface FadeStep {
  readonly afterDays: number
  readonly precision: Precision
}

/** What an account wants of its check-ins where the form says nothing else. */
export interface CheckinPreferences {
  /** How exactly followers see a check-in of a wider audience; null: as everybody. */
  readonly followersPrecision: Precision | null
  /** How exactly friends see it; null: as followers. */
  readonly friendsPrecision: Precision | null
  /** The earliest first. */
  readonly fading: readonly FadeStep[]
  /** From this age on, its author alone sees it; null: never. */
  readonly hideAfterDays: number | null
  /** Whether strangers, too, may know of which places the account is the mayor. */
  readonly mayorPublic: boolean
  /** Whether friends who want it, too, learn that paths have crossed. */
  readonly crossings: boolean
  /** Whether other servers get a map as the picture of a check-in without photos. */
  readonly mapPicture: boolean
  /** Whether the position in an uploaded photo may propose a place, for posts that say so with a pin. */
  readonly photoPlaces: boolean
}

export const noPreferences: CheckinPreferences = {
  followersPrecision: null,
  friendsPrecision: null,
  fading: [],
  hideAfterDays: null,
  mayorPublic: false,
  crossings: false,
  mapPicture: false,
  photoPlaces: false,
}
