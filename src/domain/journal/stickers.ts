import { findCategory, type Place } from '#domain/places/index.ts'
import type { PlaceTotal } from './visit-store.ts'

/** A kind of place that somebody has been to, the higher the oftener. */
export interface Sticker {
  readonly category: string
  readonly name: string
  readonly icon: string
  /** 1 at the first visit; see `steps`. */
  readonly level: number
  readonly visits: number
  /** Visits at which the next level is reached; null at the highest. */
  readonly next: number | null
}

const steps = [1, 5, 15, 40, 100]

/** Stickers of a journal, the highest first. Places of no known kind give none. */
export function earnStickers(totals: readonly PlaceTotal[], places: ReadonlyMap<string, Place>): Sticker[] {
  const visits = new Map<string, number>()
  for (const total of totals) {
    const category = places.get(total.placeId)?.category
    if (category) visits.set(category, (visits.get(category) ?? 0) + total.visits)
  }
  return [...visits]
    .flatMap(([id, count]) => {
      const category = findCategory(id)
      return category ? [toSticker(category, count)] : []
    })
    .sort((a, b) => b.level - a.level || b.visits - a.visits)
}

function toSticker(category: { id: string; name: string; icon: string }, visits: number): Sticker {
  const level = steps.filter((step) => step <= visits).length
  return {
    category: category.id,
    name: category.name,
    icon: category.icon,
    level,
    visits,
    next: steps[level] ?? null,
  }
}
