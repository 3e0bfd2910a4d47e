import { LRUCache } from 'lru-cache'
import { createShortCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import { isAnyBlocked, saveFailure, saveSignature, saveSuccess, selectPeer } from './peer-store.ts'
import type { SignatureScheme } from './signatures/index.ts'

/** What this server remembers of every other one. Hosts carry their port unless it is the usual one. */
export interface Peers {
  /** Whether the operator shut the host out, or a domain above it (R37). At most five seconds old. */
  isBlocked(host: string): Promise<boolean>
  /** The signature scheme that the host took last; cavage until it is known. */
  findScheme(host: string): Promise<SignatureScheme>
  rememberScheme(host: string, scheme: SignatureScheme): Promise<void>
  recordSuccess(host: string): Promise<void>
  recordFailure(host: string, error: string): Promise<void>
}

interface PeersNeeds {
  readonly db: Database
  readonly clock: Clock
}

const successEveryMs = 5 * 60 * 1000

export function definePeers({ db, clock }: PeersNeeds): Peers {
  const blocked = createShortCache<string, boolean>({ clock, ttlMs: 5000, max: 10_000 })
  const schemes = new LRUCache<string, SignatureScheme>({ max: 10_000 })
  // A write for each delivery to a healthy host would say the same every time.
  const healthySince = new LRUCache<string, number>({ max: 10_000 })
  return {
    isBlocked: async (host) =>
      (await blocked.get(host, () => isAnyBlocked(db.sql, domainsAbove(host)))) ?? false,
    async findScheme(host) {
      const known = schemes.get(host)
      if (known) return known
      const scheme = (await selectPeer(db.sql, host))?.signature ?? 'cavage'
      schemes.set(host, scheme)
      return scheme
    },
    async rememberScheme(host, scheme) {
      if (schemes.get(host) === scheme) return
      await saveSignature(db.sql, host, scheme)
      schemes.set(host, scheme)
    },
    async recordSuccess(host) {
      const now = clock.now()
      if (now - (healthySince.get(host) ?? 0) < successEveryMs) return
      healthySince.set(host, now)
      await saveSuccess(db.sql, host)
    },
    async recordFailure(host, error) {
      healthySince.delete(host)
      await saveFailure(db.sql, host, error.slice(0, 500))
    },
  }
}

/** `a.b.example:3000` gives itself, with and without port, `b.example` and `example`. */
function domainsAbove(host: string): string[] {
  const name = host.replace(/:\d+$/, '')
  const labels = name.split('.')
  return [host, ...labels.map((_, index) => labels.slice(index).join('.')).slice(0, 20)]
}
