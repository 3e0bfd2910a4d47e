import type { HeaderList } from './header-list.ts'
import { type Refused, refused } from './signed-request.ts'

/**
 * Whether a signature is in time: every signed clock reading at most an hour from ours, either way, and not
 * past its expiry (SECURITY R23). Seconds since 1970; `date` says that the Date header is covered.
 * Fedify allows an hour, too, Mastodon twelve; retries are signed anew, so an hour loses nobody.
 */
export function refuseUntimely(
  times: { created?: number | undefined; expires?: number | undefined; date: boolean },
  headers: HeaderList,
  now: Date,
): Refused | undefined {
  const seconds = now.getTime() / 1000
  if (times.created === undefined && !times.date) return refused('date-not-covered')
  if (times.created !== undefined && isFar(times.created, seconds)) return refused('outside-time-window')
  if (times.expires !== undefined && seconds > times.expires) return refused('expired')
  if (!times.date) return undefined
  const date = parseHttpDate(headers.get('date')?.[0] ?? '')
  if (date === undefined) return refused('date-unreadable')
  return isFar(date, seconds) ? refused('outside-time-window') : undefined
}

/** Reads seconds since 1970 from a signature parameter. */
export function parseSeconds(text: string): number | undefined {
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined
}

function isFar(time: number, now: number): boolean {
  return Math.abs(time - now) > MAX_SKEW_SECONDS
}

/** The one format that RFC 9110 lets senders use, with the zone spellings that deployed clients send. */
function parseHttpDate(text: string): number | undefined {
  if (!HTTP_DATE.test(text)) return undefined
  const milliseconds = Date.parse(text)
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000
}

const MAX_SKEW_SECONDS = 3600
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC|[+-]\d{4})$/
