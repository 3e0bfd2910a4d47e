import type { Policies } from '#domain/policies/index.ts'
import { createBoundedMap, createShortCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import { all, type Database, type Sql, type TransactionSql } from '#platform/db/index.ts'
import {
  pruneGone,
  saveFailure,
  saveGone,
  saveHeard,
  saveRefusal,
  saveSignature,
  saveSuccess,
  selectArrivalReaders,
  selectDead,
  selectFailing,
  selectGone,
  selectPeer,
  selectResting,
} from './peer-store.ts'
import type { SignatureScheme } from './signatures/index.ts'

/** What this server remembers of every other one. Hosts carry their port unless it is the usual one. */
export interface Peers {
  /** Whether this server deals with a host not at all, or with a domain above it (R37). From memory. */
  isBlocked(host: string): Promise<boolean>
  /** The signature scheme that the host took last; cavage until it is known. */
  findScheme(host: string): Promise<SignatureScheme>
  rememberScheme(host: string, scheme: SignatureScheme): Promise<void>
  /** @param ms how long a delivery took; 0: not measured */
  recordSuccess(host: string, ms?: number): Promise<{ isBack: boolean }>
  /**
   * @param retryAt until when nothing is sent there
   * @returns whether the host is given up, having failed for a week
   */
  recordFailure(host: string, error: string, retryAt?: Date): Promise<{ isDead: boolean }>
  /** It is there, and does not want what it is sent. */
  recordRefusal(host: string, error: string): Promise<void>
  /** An inbox says that it is gone for good (410). */
  recordGone(inbox: string): Promise<void>
  /** The host has sent something itself: one that was given up is there again. */
  recordHeard(host: string): Promise<void>
  /** Hosts that are to rest, as written down by any process. */
  listResting(): Promise<{ host: string; failures: number; retryAt: Date }[]>
  /** Hears of hosts that an operator wants to be tried again, whichever process was told. */
  onForgiven(hear: (hosts: readonly string[]) => void): void
  /** Drops inboxes of hosts that are blocked or given up, and inboxes that are gone. */
  keepReachable(sql: Sql | TransactionSql, inboxes: readonly string[]): Promise<string[]>
  /** Of these inboxes, those of hosts whose NodeInfo asks for arrivals (`wanted`), or has at any time (`ever`). */
  keepArrivalReaders(
    sql: Sql | TransactionSql,
    inboxes: readonly string[],
    when: 'wanted' | 'ever',
  ): Promise<ReadonlySet<string>>
  /** @returns how many gone inboxes were forgotten, to be tried again */
  prune(): Promise<number>
}

export interface PeersNeeds {
  readonly db: Database
  readonly policies: Pick<Policies, 'getJudge'>
  readonly clock: Clock
}

/** Told when an operator wants hosts to be tried again. */
export const peerChanges = 'peers'

const successEveryMs = 5 * 60 * 1000
/** Mastodon gives up after as long; a host that is given up is tried once a day, and at once when it is heard of. */
const deadAfter = { failures: 20, days: 7 }
const deadRestsMs = 24 * 3600 * 1000
const goneForDays = 30

export function definePeers({ db, clock, policies }: PeersNeeds): Peers {
  const schemes = createBoundedMap<string, SignatureScheme>(10_000)
  // A write for each delivery to a healthy host would say the same every time.
  const healthySince = createBoundedMap<string, number>(10_000)
  /** Milliseconds, a moving mean. */
  const latencies = createBoundedMap<string, number>(10_000)
  const failing = createShortCache<'all', Set<string>>({ clock, ttlMs: 30_000, max: 1 })
  return {
    isBlocked: async (host) => (await policies.getJudge())(host).severity === 'suspend',
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
    async recordSuccess(host, ms = 0) {
      const now = clock.now()
      const usual = latencies.get(host)
      if (ms > 0) latencies.set(host, usual === undefined ? ms : usual * 0.8 + ms * 0.2)
      if (now - (healthySince.get(host) ?? 0) < successEveryMs) return { isBack: false }
      healthySince.set(host, now)
      return { isBack: await saveSuccess(db.sql, host, latencies.get(host)) }
    },
    onForgiven(hear) {
      db.changes.watch(peerChanges, (hosts) => {
        // After a lost connection nothing is known to have been forgiven.
        if (hosts !== all) hear(hosts)
      })
    },
    async recordFailure(host, error, retryAt) {
      healthySince.delete(host)
      failing.forgetAll()
      const at = new Date(clock.now())
      const isDead = await saveFailure(db.sql, host, {
        error: error.slice(0, 500),
        at,
        retryAt: retryAt ?? null,
        deadAfter: { ...deadAfter, retryAt: new Date(at.getTime() + deadRestsMs) },
      })
      return { isDead }
    },
    recordRefusal: (host, error) => saveRefusal(db.sql, host, error.slice(0, 500)),
    recordGone: (inbox) => saveGone(db.sql, inbox),
    async recordHeard(host) {
      const known = await failing.get('all', async () => new Set(await selectFailing(db.sql)))
      if (!known?.has(host)) return
      known.delete(host)
      await saveHeard(db.sql, host)
    },
    listResting: () => selectResting(db.sql, new Date(clock.now())),
    async keepReachable(sql, inboxes) {
      const judge = await policies.getJudge()
      const wanted = inboxes.filter((inbox) => judge(new URL(inbox).host).severity !== 'suspend')
      const hosts = new Set(wanted.map((inbox) => new URL(inbox).host))
      const [dead, gone] = await Promise.all([
        selectDead(sql, [...hosts], new Date(clock.now())),
        selectGone(sql, wanted),
      ])
      return wanted.filter((inbox) => !gone.has(inbox) && !dead.has(new URL(inbox).host))
    },
    async keepArrivalReaders(sql, inboxes, when) {
      if (inboxes.length === 0) return new Set()
      const hostOf = (inbox: string) => new URL(inbox).host
      const hosts = await selectArrivalReaders(sql, [...new Set(inboxes.map(hostOf))], when)
      return new Set(inboxes.filter((inbox) => hosts.has(hostOf(inbox))))
    },
    prune: () => pruneGone(db.sql, goneForDays),
  }
}
