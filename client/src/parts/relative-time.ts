import { words } from '../words.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * A time as people say it: `now`, `5 min`, `3 h`, `yesterday`, `4 d`, then the date, with the year when it is
 * not this one. Both times in milliseconds; a time in the future (a clock that goes wrong) counts as now.
 */
export function relativeTime(then: number, now: number): string {
  const age = now - then
  if (age < MINUTE) return words.time.now
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`
  if (age < DAY) return `${Math.floor(age / HOUR)} h`
  if (age < 2 * DAY) return words.time.yesterday
  if (age < 7 * DAY) return `${Math.floor(age / DAY)} d`
  const sameYear = new Date(then).getFullYear() === new Date(now).getFullYear()
  return (sameYear ? formats.day : formats.dayAndYear).format(then)
}

/** The full date and time, for titles. */
export function exactTime(then: number): string {
  return formats.exact.format(then)
}

// Made once: a feed tells a hundred times twice a minute, and each format costs more than all of them.
const formats = {
  day: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }),
  dayAndYear: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }),
  exact: new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short' }),
}
