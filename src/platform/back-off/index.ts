/**
 * Seconds to wait before the next attempt: exponential with full jitter above half, so that many failures of one
 * moment do not come back in one moment. 1 s, 2 s, 4 s … at most `capSeconds`.
 */
export function backOff(attempts: number, capSeconds = 3600): number {
  const full = Math.min(2 ** (attempts - 1), capSeconds)
  return full / 2 + (Math.random() * full) / 2
}
