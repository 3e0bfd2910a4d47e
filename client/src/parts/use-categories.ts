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
