import { weekOf } from './weeks.ts'

/** Weeks in a row with a visit. */
export interface Streaks {
  /** Up to this week, or to the last one while this one is still open. */
  readonly current: number
  readonly longest: number
}

/** @param days each `2026-11-24`, in any order */
export function countStreaks(days: readonly string[], today: string): Streaks {
  const weeks = [...new Set(days.map(weekOfDay))].sort((a, b) => a - b)
  let longest = 0
  let running = 0
  let before: number | undefined
  for (const week of weeks) {
    running = before !== undefined && week === before + 1 ? running + 1 : 1
    longest = Math.max(longest, running)
    before = week
  }
  const isOpen = before !== undefined && before >= weekOfDay(today) - 1
  return { current: isOpen ? running : 0, longest }
}

function weekOfDay(day: string): number {
  return weekOf(Date.parse(`${day}T00:00:00Z`))
}
