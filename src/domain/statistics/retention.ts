import type { Sql } from '#platform/db/index.ts'
import { daysOf, type Period } from './period.ts'
import { selectCohorts } from './retention-store.ts'

export type Frequency = 'day' | 'month'

/** Those who joined in one day or month, and how many of them were there in each from then on. */
export interface Cohort {
  /** YYYY-MM-DD, the first day. */
  readonly period: string
  readonly data: readonly { readonly date: string; readonly value: number; readonly rate: number }[]
}

export async function listCohorts(sql: Sql, period: Period, frequency: Frequency): Promise<Cohort[]> {
  const rows = await selectCohorts(sql, period, frequency)
  const known = new Map(rows.map((row) => [`${row.period} ${row.date}`, row.count]))
  const steps = stepsOf(period, frequency)
  return steps.map((start, index) => {
    const joined = known.get(`${start} ${start}`) ?? 0
    return {
      period: start,
      data: steps.slice(index).map((date) => {
        const value = known.get(`${start} ${date}`) ?? 0
        return { date, value, rate: joined === 0 ? 0 : value / joined }
      }),
    }
  })
}

function stepsOf(period: Period, frequency: Frequency): string[] {
  const days = daysOf(period)
  return frequency === 'day' ? days : [...new Set(days.map((day) => `${day.slice(0, 7)}-01`))]
}
