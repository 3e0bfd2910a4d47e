import type { Precision } from './checkin.ts'
import type { CheckinPreferences } from './preferences.ts'

const dayMs = 86_400_000

/** What an account's rules say of a check-in at a moment. */
export interface Faded {
  /** It is shown no more exactly than this; undefined: no rule yet. */
  readonly precision: Precision | undefined
  readonly hidden: boolean
  /** When the rules next say something else. */
  readonly next: Date | null
}

/** Applies the rules to the age of a check-in. Times are in milliseconds since 1970. */
export function fadeAt(preferences: CheckinPreferences, arrivedAt: Date, now: number): Faded {
  const age = now - arrivedAt.getTime()
  const { fading, hideAfterDays } = preferences
  return {
    precision: fading.findLast((step) => step.afterDays * dayMs <= age)?.precision,
    hidden: hideAfterDays !== null && hideAfterDays * dayMs <= age,
    next: nextFading(preferences, arrivedAt, now),
  }
}

/** When the rules first say something else after a moment. */
export function nextFading(preferences: CheckinPreferences, arrivedAt: Date, now: number): Date | null {
  const { fading, hideAfterDays } = preferences
  const days = [...fading.map((step) => step.afterDays), ...(hideAfterDays === null ? [] : [hideAfterDays])]
  const times = days.map((count) => arrivedAt.getTime() + count * dayMs).filter((time) => time > now)
  return times.length > 0 ? new Date(Math.min(...times)) : null
}
