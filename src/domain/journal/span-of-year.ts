import type { Span } from './visit-store.ts'

/** A year in a time zone (IANA). */
export function spanOfYear(year: number, timeZone: string): Span {
  return { from: startOf(year, timeZone), until: startOf(year + 1, timeZone), timeZone }
}

/** The moment when a year begins in a time zone: midnight in UTC, moved by what the clock shows there then. */
function startOf(year: number, timeZone: string): Date {
  const midnight = Date.UTC(year, 0, 1)
  const shown = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(midnight)
  return new Date(midnight - (Date.parse(`${shown.replace(' ', 'T')}Z`) - midnight))
}
