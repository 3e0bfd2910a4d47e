import { Refusal } from '#platform/http-server/index.ts'

const hourMs = 3_600_000
const maxHours = 7 * 24
/** A check-in that waits for its author to leave is told after a day at the latest. */
const leaveHours = 24

/**
 * When a check-in is to be told: `now`, `leave` (when its author checks out), `tomorrow` (in a day), or hours as `2`,
 * `2h` or `PT2H`, up to a week.
 * @returns undefined for now
 * @throws Refusal 422 for anything else
 */
export function readDelay(text: string | undefined, now: number): Date | undefined {
  if (!text || text === 'now' || text === '0') return undefined
  const hours = hoursOf(text)
  if (hours === undefined || hours < 1 || hours > maxHours) {
    throw new Refusal(
      422,
      `Validation failed: delay must be now, leave, tomorrow or hours, from 1h to ${maxHours}h`,
    )
  }
  return new Date(now + hours * hourMs)
}

function hoursOf(text: string): number | undefined {
  if (text === 'leave') return leaveHours
  if (text === 'tomorrow') return 24
  const digits = /^(?:PT)?(\d{1,4})H?$/i.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
