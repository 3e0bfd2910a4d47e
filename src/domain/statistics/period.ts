/** Days of UTC from midnight to midnight. */
export interface Period {
  readonly start: Date
  /** After the last day. */
  readonly end: Date
}

const dayMs = 86_400_000
const mostDays = 400

/**
 * @param from a day, or a time on it
 * @param to the last day, or a time on it
 * @returns undefined for what is no time, ends before it begins, or is longer than four hundred days
 */
export function parsePeriod(from: string, to: string): Period | undefined {
  const [start, last] = [from, to].map((text) => Math.floor(Date.parse(text) / dayMs) * dayMs)
  if (start === undefined || last === undefined || Number.isNaN(start + last)) return undefined
  const days = (last - start) / dayMs + 1
  if (days < 1 || days > mostDays) return undefined
  return { start: new Date(start), end: new Date(last + dayMs) }
}

/** As long as the period, and right before it. */
export function periodBefore({ start, end }: Period): Period {
  return { start: new Date(2 * start.getTime() - end.getTime()), end: start }
}

export function daysOf({ start, end }: Period): string[] {
  const days: string[] = []
  for (let at = start.getTime(); at < end.getTime(); at += dayMs)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}
