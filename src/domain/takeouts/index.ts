import { createHash, randomBytes } from 'node:crypto'
import { type AccountId, accountDeleted } from '#domain/accounts/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import type { JobHandler, JobType } from '#platform/jobs/index.ts'
import { buildTakeout, forget, handleBuilding } from './build-takeout.ts'
import type { TakeoutsNeeds } from './needs.ts'
import { keptMs, type Takeout, type TakeoutId } from './takeout.ts'
import {
  failStale,
  insertTakeout,
  listTakeouts,
  selectEndedBefore,
  selectOfAccounts,
  selectOpen,
  selectTakeout,
  takeLink,
  updateLink,
} from './takeout-store.ts'

export type { Takeout, TakeoutId } from './takeout.ts'

/** Everything of an account as one archive. */
export interface Takeouts {
  /** Begins one; while one is under way, that one. */
  startTakeout(accountId: AccountId): Promise<Takeout>
  findTakeout(id: TakeoutId, accountId: AccountId): Promise<Takeout | undefined>
  /** The latest first. */
  listTakeouts(accountId: AccountId): Promise<Takeout[]>
  /** A secret by which a browser saves a finished archive without a token: once, within `until`. */
  makeLink(id: TakeoutId): Promise<{ readonly secret: string; readonly until: Date }>
  /** @returns undefined for a secret that is none, was used, or is too old */
  takeLink(secret: string): Promise<Takeout | undefined>
  /** Upkeep: removes those whose week is over. */
  prune(): Promise<number>
  readonly reactions: readonly Reaction[]
  readonly jobs: readonly JobType<unknown>[]
  readonly jobHandlers: readonly JobHandler[]
}

/** All tries of a build together take less. */
const staleMs = 6 * 3_600_000
const listed = 5
const linkMs = 5 * 60_000
const batch = 100

export function defineTakeouts(needs: TakeoutsNeeds): Takeouts {
  const { sql } = needs.db
  const endStale = () => {
    const at = needs.clock.now()
    return failStale(sql, { before: new Date(at - staleMs), at: new Date(at) })
  }
  return {
    async startTakeout(accountId) {
      const id = needs.ids.next<TakeoutId>()
      const createdAt = new Date(needs.clock.now())
      await endStale()
      await needs.db.transact(async (tx) => {
        if (await insertTakeout(tx.sql, { id, accountId, createdAt }))
          await needs.jobs.enqueue(tx, buildTakeout, { id }, { dedupeKey: id })
      })
      // The one that was under way may have ended by now: then it is the latest.
      const [open, [latest]] = [await selectOpen(sql, accountId), await listTakeouts(sql, accountId, 1)]
      const takeout = open ?? latest
      if (!takeout) throw new Error('A takeout is gone as soon as it was written.')
      return takeout
    },
    async findTakeout(id, accountId) {
      const takeout = await selectTakeout(sql, id)
      return takeout?.accountId === accountId ? takeout : undefined
    },
    listTakeouts: (accountId) => listTakeouts(sql, accountId, listed),
    async makeLink(id) {
      const secret = randomBytes(32).toString('base64url')
      const until = new Date(needs.clock.now() + linkMs)
      await updateLink(sql, id, { hash: hashOf(secret), until })
      return { secret, until }
    },
    takeLink: (secret) => takeLink(sql, hashOf(secret), new Date(needs.clock.now())),
    async prune() {
      await endStale()
      const old = await selectEndedBefore(sql, new Date(needs.clock.now() - keptMs), batch)
      await forget(needs, old)
      return old.length
    },
    reactions: [
      on(accountDeleted, async (events, tx) => {
        const accountIds = events.map(({ data }) => data.accountId)
        await forget(needs, await selectOfAccounts(tx.sql, accountIds))
      }),
    ],
    jobs: [buildTakeout],
    jobHandlers: [handleBuilding(needs)],
  }
}

/** What is kept of a secret of 256 random bits. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
