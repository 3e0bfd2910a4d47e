import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressKey } from '#platform/addresses/index.ts'
import { createBoundedMap } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import { Refusal } from './answer.ts'

interface Window {
  count: number
  readonly endsAt: number
  /** When it ends, as the header says it. */
  readonly reset: string
}

const windowMs = 5 * 60 * 1000

/**
 * Counts requests of each account, or address where there is none, in windows of five minutes.
 * @param limit requests a window; 0 counts nothing.
 */
export function createLimiter(clock: Clock, limit: number) {
  const windows = createBoundedMap<string, Window>(50_000)
  return (request: FastifyRequest, reply: FastifyReply, accountId: string | undefined): void => {
    if (limit === 0) return
    const now = clock.now()
    const key = accountId ?? addressKey(request.ip)
    let window = windows.get(key)
    if (!window || window.endsAt <= now) {
      const endsAt = now + windowMs
      window = { count: 0, endsAt, reset: new Date(endsAt).toISOString() }
      windows.set(key, window)
    }
    window.count += 1
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, limit - window.count)),
      'x-ratelimit-reset': window.reset,
    }
    if (window.count > limit) {
      const wait = String(Math.ceil((window.endsAt - now) / 1000))
      throw new Refusal(429, 'Too many requests. Wait until the time in X-RateLimit-Reset.', {
        headers: { ...headers, 'retry-after': wait },
      })
    }
    void reply.headers(headers)
  }
}
