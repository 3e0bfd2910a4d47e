import type { Policies } from '#domain/policies/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import { countPeople, forgiveHost, type PeerRow, selectPeerRow, selectPeers } from './peer-view-store.ts'
import { peerChanges } from './peers.ts'
import { deliverActivity } from './send/index.ts'

/** All that this server knows of another one, for those who run it. */
export interface PeerView extends PeerRow {
  /** What was decided about its domain. */
  readonly severity: 'none' | 'limit' | 'suspend'
  /** Closed: deliveries go. Open: none until `retryAt`. Half open: the next one decides. */
  readonly circuit: 'closed' | 'half_open' | 'open'
  /** Deliveries that wait for it. */
  readonly queued: number
  /** Accounts there: known, following people here, followed from here. */
  readonly accounts: number
  readonly followers: number
  readonly following: number
}

export interface PeerViews {
  /** By host, after one. */
  listPeers(page: {
    readonly after?: string | undefined
    readonly limit: number
    readonly state?: PeerRow['state'] | undefined
  }): Promise<PeerView[]>
  findPeer(host: string): Promise<PeerView | undefined>
  /**
   * Delivers again at once what waits for a host, whatever was wrong with it, also to inboxes that said that they were
   * gone. @returns how many deliveries, or undefined for a host that is not known
   */
  retryPeer(host: string): Promise<number | undefined>
}

interface Needs {
  readonly db: Database
  readonly clock: { now(): number }
  readonly jobs: Pick<JobQueue, 'countLanes' | 'hurryLane'>
  readonly policies: Pick<Policies, 'getJudge'>
}

export function definePeerViews(needs: Needs): PeerViews {
  const { sql } = needs.db
  return {
    listPeers: async ({ after = '', ...page }) => complete(needs, await selectPeers(sql, { after, ...page })),
    async findPeer(host) {
      const row = await selectPeerRow(sql, host)
      return row && (await complete(needs, [row]))[0]
    },
    retryPeer: (host) =>
      needs.db.transact(async (tx) => {
        if (!(await forgiveHost(tx.sql, host))) return undefined
        tx.forget(() => needs.db.changes.tell(peerChanges, host))
        return needs.jobs.hurryLane(tx, deliverActivity, host)
      }),
  }
}

async function complete(needs: Needs, rows: readonly PeerRow[]): Promise<PeerView[]> {
  const hosts = rows.map((row) => row.host)
  const [judge, queued, people] = await Promise.all([
    needs.policies.getJudge(),
    needs.jobs.countLanes(needs.db.sql, deliverActivity, hosts),
    countPeople(needs.db.sql, hosts),
  ])
  const peopleOf = new Map(people.map((row) => [row.domain, row]))
  return rows.map((row) => {
    const { accounts, followers, following } = peopleOf.get(row.host) ?? {
      accounts: 0,
      followers: 0,
      following: 0,
    }
    return {
      ...row,
      severity: judge(row.host).severity,
      circuit: circuitOf(row, needs.clock.now()),
      queued: queued.get(row.host) ?? 0,
      accounts,
      followers,
      following,
    }
  })
}

function circuitOf({ retryAt, state }: PeerRow, now: number): PeerView['circuit'] {
  if (state === 'active' || !retryAt) return 'closed'
  return retryAt.getTime() > now ? 'open' : 'half_open'
}
