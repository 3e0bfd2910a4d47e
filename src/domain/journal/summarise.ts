import type { AccountId } from '#domain/accounts/index.ts'
import { countryName, type Place } from '#domain/places/index.ts'
import type { JournalNeeds } from './needs.ts'
import { earnStickers, type Sticker } from './stickers.ts'
import { countStreaks, type Streaks } from './streaks.ts'
import {
  type DayTotal,
  type PlaceTotal,
  type Span,
  selectDays,
  selectHours,
  selectPlaceTotals,
} from './visit-store.ts'

/** A journal in numbers, for its owner: the statistics page and the year in review. */
export interface Summary {
  readonly visits: number
  readonly places: number
  readonly days: readonly DayTotal[]
  readonly streaks: Streaks
  readonly top: readonly { readonly place: Place; readonly total: PlaceTotal }[]
  readonly countries: readonly { readonly country: string; readonly name: string; readonly visits: number }[]
  readonly categories: readonly Sticker[]
  /** Visits by day of the week (1 is Monday) and hour. */
  readonly hours: readonly { readonly weekday: number; readonly hour: number; readonly visits: number }[]
}

const maxPlaces = 20_000
const topPlaces = 20

export const summarise =
  (needs: JournalNeeds) =>
  async (accountId: AccountId, span: Span): Promise<Summary> => {
    const { sql } = needs.db
    const [totals, days, hours] = await Promise.all([
      selectPlaceTotals(sql, accountId, span, maxPlaces),
      selectDays(sql, accountId, span),
      selectHours(sql, accountId, span),
    ])
    const places = await needs.places.findPlaces(totals.map((total) => total.placeId))
    return {
      visits: totals.reduce((sum, total) => sum + total.visits, 0),
      places: totals.length,
      days,
      streaks: countStreaks(
        days.map(({ day }) => day),
        localDay(needs.clock.now(), span.timeZone),
      ),
      top: totals.slice(0, topPlaces).flatMap((total) => {
        const place = places.get(total.placeId)
        return place ? [{ place, total }] : []
      }),
      countries: countCountries(totals, places),
      categories: earnStickers(totals, places),
      hours,
    }
  }

function countCountries(totals: readonly PlaceTotal[], places: ReadonlyMap<string, Place>) {
  const visits = new Map<string, number>()
  for (const total of totals) {
    const country = places.get(total.placeId)?.country
    if (country) visits.set(country, (visits.get(country) ?? 0) + total.visits)
  }
  return [...visits]
    .map(([country, count]) => ({ country, name: countryName(country) ?? country, visits: count }))
    .sort((a, b) => b.visits - a.visits)
}

/** The day that a moment is in, `2026-11-24`, in a time zone. */
export function localDay(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at)
}
