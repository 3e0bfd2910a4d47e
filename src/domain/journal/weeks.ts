export const weekMs = 7 * 86_400_000
/** The first Monday of 1970: weeks begin on Monday. */
const firstMonday = Date.UTC(1970, 0, 5)

/** The number of the week that a moment is in (UTC). */
export function weekOf(at: number): number {
  return Math.floor((at - firstMonday) / weekMs)
}

/** When the week of a moment began (UTC). */
export function startOfWeek(at: number): Date {
  return new Date(firstMonday + weekOf(at) * weekMs)
}
