import { cellToLatLng, latLngToCell } from 'h3-js'
import type { AccountId } from '#domain/accounts/index.ts'
import { categories, countryName, findCategory, type Point } from '#domain/places/index.ts'
import type { JournalNeeds } from './needs.ts'
import { countTold, selectToldDays, selectToldSpots, type ToldSpot } from './review-store.ts'
import { countStreaks } from './streaks.ts'
import type { Span } from './visit-store.ts'

/** A year as it may be given away: numbers, countries, kinds of places, and a map of wide areas. */
export interface Review {
  readonly visits: number
  readonly places: number
  readonly days: number
  /** The most weeks in a row. */
  readonly streak: number
  /** The most visited first. */
  readonly countries: readonly { readonly country: string; readonly name: string; readonly visits: number }[]
  readonly kinds: readonly {
    readonly category: string
    readonly name: string
    readonly icon: string
    readonly visits: number
  }[]
  /** Visits of January to December. */
  readonly months: readonly number[]
  /** Middles of wide areas. */
  readonly areas: readonly (Point & { readonly visits: number })[]
}

/** H3 cells of some 1,770 km²: a town and what is around it. */
const areaResolution = 4
const maxSpots = 20_000
const maxKinds = 6

/**
 * What of a year others may learn by its page. It rests on what each check-in shows to everybody who sees it, as of now:
 * what fades, hides, or lies in a home zone is no more exact here. What was told to nobody, sensitive places and
 * private venues are left out of every number, and no name or time of a check-in is in it.
 */
export const reviewYear =
  (needs: Pick<JournalNeeds, 'db'>) =>
  async (accountId: AccountId, span: Span): Promise<Review> => {
    const sensitive = categories.filter((category) => category.sensitive).map((category) => category.id)
    const { sql } = needs.db
    const [numbers, days, spots] = await Promise.all([
      countTold(sql, accountId, span, sensitive),
      selectToldDays(sql, accountId, span, sensitive),
      selectToldSpots(sql, accountId, span, { sensitive, limit: maxSpots }),
    ])
    const last = days.at(-1)?.day
    return {
      ...numbers,
      days: days.length,
      streak: last
        ? countStreaks(
            days.map(({ day }) => day),
            last,
          ).longest
        : 0,
      countries: tally(spots, (spot) => spot.country).map(([country, visits]) => ({
        country,
        name: countryName(country) ?? country,
        visits,
      })),
      kinds: tally(spots, (spot) => spot.category)
        .flatMap(([id, visits]) => {
          const category = findCategory(id)
          return category ? [{ category: id, name: category.name, icon: category.icon, visits }] : []
        })
        .slice(0, maxKinds),
      months: Array.from({ length: 12 }, (_, month) =>
        days.reduce((sum, { day, visits }) => sum + (Number(day.slice(5, 7)) === month + 1 ? visits : 0), 0),
      ),
      areas: tally(spots, areaOf).map(([cell, visits]) => {
        const [latitude, longitude] = cellToLatLng(cell)
        return { latitude, longitude, visits }
      }),
    }
  }

function areaOf({ latitude, longitude }: ToldSpot): string | null {
  return latitude === null || longitude === null ? null : latLngToCell(latitude, longitude, areaResolution)
}

/** The most first. */
function tally(spots: readonly ToldSpot[], keyOf: (spot: ToldSpot) => string | null): [string, number][] {
  const sums = new Map<string, number>()
  for (const spot of spots) {
    const key = keyOf(spot)
    if (key !== null) sums.set(key, (sums.get(key) ?? 0) + spot.visits)
  }
  return [...sums].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
}
