import type { Access } from '#domain/access/index.ts'
import { createShortCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { DimensionKey, DimensionRow } from './dimension-store.ts'
import { type DimensionWish, findDimension } from './find-dimension.ts'
import { type Measure, measure } from './measure.ts'
import type { MeasureKey } from './measure-store.ts'
import type { Period } from './period.ts'
import { type Cohort, type Frequency, listCohorts } from './retention.ts'
import { countEverything, selectWeeks, type WeekOfUse } from './statistics-store.ts'

export { type DimensionKey, dimensionKeys } from './dimension-store.ts'
export { type Measure, parseMeasureKey, subjectOf } from './measure.ts'
export { parsePeriod } from './period.ts'

/** How large this server is: local users, their posts, and the servers it has met. */
export interface InstanceCounts {
  readonly users: number
  readonly activeMonth: number
  readonly activeHalfYear: number
  readonly posts: number
  readonly peers: number
}

interface Needs {
  readonly db: Database
  readonly clock: Clock
  readonly access: Pick<Access, 'countUsers'>
}

const freshMs = 60_000

/** Counts for the instance pages and NodeInfo; at most a minute old. */
export interface Statistics {
  countInstance(): Promise<InstanceCounts>
  /** By day. @param about the tag or domain, where `subjectOf` says so */
  measure(key: MeasureKey, about: string, period: Period): Promise<Measure>
  /** The most of something, first; sizes and versions in an order of their own. */
  findDimension(key: DimensionKey, wish: DimensionWish): Promise<DimensionRow[]>
  listCohorts(period: Period, frequency: Frequency): Promise<Cohort[]>
  /** The last twelve weeks, this one first; at most an hour old. */
  listWeeks(): Promise<WeekOfUse[]>
}

export function defineStatistics(needs: Needs): Statistics {
  const cache = createShortCache<'all', InstanceCounts>({ clock: needs.clock, ttlMs: freshMs, max: 1 })
  const load = async (): Promise<InstanceCounts> => {
    const [users, rest] = await Promise.all([needs.access.countUsers(), countEverything(needs.db.sql)])
    return {
      users: users.total,
      activeMonth: users.activeMonth,
      activeHalfYear: users.activeHalfYear,
      ...rest,
    }
  }
  const weeks = createShortCache<'all', WeekOfUse[]>({ clock: needs.clock, ttlMs: 60 * freshMs, max: 1 })
  const loadWeeks = () => selectWeeks(needs.db.sql, new Date(needs.clock.now()))
  return {
    countInstance: async () => (await cache.get('all', load)) ?? load(),
    measure: (key, about, period) => measure(needs.db.sql, key, about, period),
    findDimension: (key, wish) => findDimension(needs.db.sql, key, wish),
    listCohorts: (period, frequency) => listCohorts(needs.db.sql, period, frequency),
    listWeeks: async () => (await weeks.get('all', loadWeeks)) ?? loadWeeks(),
  }
}
