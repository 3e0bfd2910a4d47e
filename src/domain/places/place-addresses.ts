import type { Place } from './place.ts'
import { wordsOf } from './place-words.ts'

/** The part of a page's address that says the name: `cafe-de-flore`. ASCII; empty when nothing is left. */
export function placeSlug(name: string): string {
  return wordsOf(name)
    .map((word) => word.replaceAll(/[^a-z0-9]/g, ''))
    .filter((word) => word !== '')
    .join('-')
    .slice(0, 60)
    .replace(/-+$/, '')
}

/** The ActivityPub id of a place: its own server's, or ours. */
export function placeUri(origin: string, place: Pick<Place, 'id' | 'uri'>): string {
  return place.uri ?? `${origin}/places/${place.id}`
}

/** Our page of a place. */
export function placePage(origin: string, place: Pick<Place, 'id' | 'name'>): string {
  const slug = placeSlug(place.name)
  return `${origin}/places/${place.id}${slug === '' ? '' : `-${slug}`}`
}
