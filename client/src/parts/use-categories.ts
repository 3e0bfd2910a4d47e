import { signal } from '@preact/signals'
import type { Category } from '../api/entities.ts'
import { listCategories } from '../api/places.ts'

const categories = signal<ReadonlyMap<string, Category>>(new Map())
let asked = false

/** All place categories by id; empty until they have come. */
export function useCategories(): ReadonlyMap<string, Category> {
  if (!asked) {
    asked = true
    listCategories().then(
      (all) => {
        categories.value = new Map(all.map((category) => [category.id, category]))
      },
      () => {
        asked = false
      },
    )
  }
  return categories.value
}

/** The sign of a place on a map: its category's, or a house row for towns and a pin for the rest. */
export function iconOf(
  place: { readonly category: string | null; readonly kind?: string; readonly precision?: string },
  known: ReadonlyMap<string, Category>,
): string {
  const isTown = (place.kind ?? 'venue') !== 'venue' || (place.precision ?? 'venue') !== 'venue'
  return (place.category && known.get(place.category)?.icon) || (isTown ? '🏘️' : '📍')
}
