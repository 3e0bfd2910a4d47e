/** The value below which this share of all lies; 0 where there are none. @param share from 0 to 1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** How many fall into each second, as points for a chart: from 0 to the last, with zeros between. */
export function perSecond(times: readonly number[]): (readonly [second: number, count: number])[] {
  const counts: number[] = []
  for (const ms of times) {
    const second = Math.floor(ms / 1000)
    counts[second] = (counts[second] ?? 0) + 1
  }
  return Array.from(counts, (count, second) => [second, count ?? 0] as const)
}

/** The longest stretch between two successes that follow each other, in milliseconds. */
export function longestGap(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  let longest = 0
  for (const [index, at] of sorted.entries()) longest = Math.max(longest, at - (sorted[index - 1] ?? at))
  return longest
}
