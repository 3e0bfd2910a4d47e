import type { Sql } from '#platform/db/index.ts'
import {
  countActive,
  domainMeasures,
  type MeasureKey,
  plainMeasures,
  selectMeasure,
  tagMeasures,
} from './measure-store.ts'
import { daysOf, type Period, periodBefore } from './period.ts'

export interface Measure {
  readonly key: MeasureKey
  readonly unit: 'bytes' | null
  /** Whole numbers, as text. */
  readonly total: string
  /** Of the period before; undefined where that says nothing. */
  readonly previousTotal: string | undefined
  readonly days: readonly { readonly day: string; readonly value: string }[]
}

export function parseMeasureKey(text: string): MeasureKey | undefined {
  return [...plainMeasures, ...tagMeasures, ...domainMeasures].find((key) => key === text)
}

/** Whether a measure is about a tag or a domain, which must be named. */
export function subjectOf(key: MeasureKey): 'tag' | 'domain' | undefined {
  if (tagMeasures.some((one) => one === key)) return 'tag'
  return domainMeasures.some((one) => one === key) ? 'domain' : undefined
}

/** @param about the tag (lower case) or domain, where the measure is about one */
export async function measure(sql: Sql, key: MeasureKey, about: string, period: Period): Promise<Measure> {
  const [days, before] = await Promise.all([
    selectMeasure(sql, key, about, period),
    subjectOf(key) === 'domain' ? undefined : selectMeasure(sql, key, about, periodBefore(period)),
  ])
  const known = new Map(days.map((row) => [row.day, row.value]))
  const isOfPeople = key === 'active_users'
  return {
    key,
    unit: key === 'instance_media_attachments' ? 'bytes' : null,
    total: isOfPeople ? await countActive(sql, period) : sum(days),
    previousTotal: isOfPeople ? await countActive(sql, periodBefore(period)) : before && sum(before),
    days: daysOf(period).map((day) => ({ day, value: known.get(day) ?? '0' })),
  }
}

function sum(rows: readonly { value: string }[]): string {
  return rows.reduce((total, row) => total + BigInt(row.value), 0n).toString()
}
