const FIRST = 1000
const LONGEST = 60_000

/**
 * Milliseconds to wait before the next try: twice as long after each failure, up to a minute, and spread by half, so
 * that those whom a restart has cut off do not all come back in one moment.
 *
 * @param failures tries in a row that have failed, from 1
 */
export function backOff(failures: number, random: () => number = Math.random): number {
  const longest = Math.min(LONGEST, FIRST * 2 ** Math.min(failures - 1, 10))
  return longest * (0.5 + random() / 2)
}
