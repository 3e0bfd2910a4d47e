import { addressKey } from '#platform/addresses/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import { defineLevel } from '#platform/telemetry/index.ts'
import type { StreamingNeeds } from './needs.ts'

const open = defineLevel({
  name: 'cairn_streams_open',
  help: 'Streams that apps hold open in this process.',
  labels: ['who'],
})

/** Counts open streams of each account and address. */
export function createSeats(limits: StreamingNeeds['limits']) {
  const taken = new Map<string, number>()
  const count = (key: string, by: number) => {
    const now = (taken.get(key) ?? 0) + by
    if (now > 0) taken.set(key, now)
    else taken.delete(key)
  }
  /** @returns gives the seat back, once @throws Refusal 429 */
  return (accountId: string | undefined, address: string): (() => void) => {
    const keys = [
      ...(accountId === undefined ? [] : [{ key: `account ${accountId}`, limit: limits.perAccount }]),
      { key: `address ${addressKey(address)}`, limit: limits.perAddress },
    ]
    if (keys.some(({ key, limit }) => limit > 0 && (taken.get(key) ?? 0) >= limit)) {
      throw new Refusal(429, 'Too many open streams. Close some of them, and try again.', {
        headers: { 'retry-after': '30' },
      })
    }
    for (const { key } of keys) count(key, 1)
    const who = accountId === undefined ? 'nobody' : 'account'
    open.change({ who }, 1)
    let given = false
    return () => {
      if (given) return
      given = true
      open.change({ who }, -1)
      for (const { key } of keys) count(key, -1)
    }
  }
}
