import { type Static, Type } from 'typebox'
import { type Span, spanOfYear } from '#domain/journal/index.ts'
import { Refusal } from '#platform/http-server/index.ts'

/** Which part of a journal is asked for: a year, or from and until; all of it otherwise. */
export const spanQuery = {
  time_zone: Type.Optional(
    Type.String({ description: 'IANA, e.g. Europe/Paris; UTC otherwise.', maxLength: 60 }),
  ),
  year: Type.Optional(Type.Integer({ minimum: 1970, maximum: 9999 })),
  from: Type.Optional(Type.String({ description: 'ISO 8601' })),
  until: Type.Optional(Type.String({ description: 'ISO 8601, exclusive' })),
}

const shape = Type.Object(spanQuery)
const endOfTime = new Date(Date.UTC(9999, 11, 31))

/** @throws Refusal 422 for a time or a time zone that there is not. */
export function toSpan(query: Static<typeof shape>): Span {
  const timeZone = toTimeZone(query.time_zone)
  if (query.year !== undefined) return spanOfYear(query.year, timeZone)
  const from = query.from ? toTime(query.from, 'from') : new Date(0)
  return { from, until: query.until ? toTime(query.until, 'until') : endOfTime, timeZone }
}

export function toTimeZone(name: string | undefined): string {
  if (!name) return 'UTC'
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    throw new Refusal(422, 'Validation failed: time_zone must be an IANA time zone, e.g. Europe/Paris')
  }
}

export function toTime(text: string, name: string): Date {
  const time = new Date(text)
  if (Number.isNaN(time.getTime()))
    throw new Refusal(422, `Validation failed: ${name} must be an ISO 8601 time`)
  return time
}
