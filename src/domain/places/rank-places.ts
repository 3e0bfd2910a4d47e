import { distanceMetres } from './distance.ts'
import { type Place, type PlaceId, type Point, townRadius } from './place.ts'

export interface NearbyPlace {
  readonly place: Place
  /** From the point that was asked for. */
  readonly distanceMetres: number
  /** What spoke for it, in short words, for the curious. */
  readonly why: string
}

export interface RankFacts {
  readonly point: Point
  /** Radius of the position's uncertainty. */
  readonly accuracyMetres: number | undefined
  /** How often the viewer was there, older visits counting less. */
  readonly visits: ReadonlyMap<PlaceId, number>
}

/**
 * Puts places in the order in which a person here means them (after Shaw et al., "Learning to Rank for
 * Spatiotemporal Search", 2013): distance in units of the position's error, popularity and own visits by their
 * logarithms. Towns stand behind the venues in them.
 */
export function rankPlaces(places: readonly Place[], facts: RankFacts): NearbyPlace[] {
  const error = Math.min(2000, Math.max(20, facts.accuracyMetres ?? 50))
  return places
    .map((place) => ({ place, ...weigh(place, facts, error) }))
    .sort((a, b) => b.score - a.score || a.distance - b.distance || a.place.id.length - b.place.id.length)
    .map(({ place, distance, why }) => ({ place, distanceMetres: Math.round(distance), why }))
}

const weights = { distance: 1.5, popularity: 0.3, visits: 0.9, population: 0.1, town: -3, suburb: -0.5 }

function weigh(place: Place, { point, visits }: RankFacts, error: number) {
  const distance = distanceMetres(point, place)
  const isArea = place.kind !== 'venue'
  const away = isArea ? Math.max(0, distance - townRadius(place.population)) : distance
  const visited = visits.get(place.id) ?? 0
  const score =
    -weights.distance * Math.log1p(away / error) +
    weights.popularity * Math.log1p(place.popularity) +
    weights.visits * Math.log1p(visited) +
    (isArea ? weights.town + weights.population * Math.log1p(place.population) : 0) +
    (place.category === 'place=suburb' ? weights.suburb : 0)
  return { distance, score, why: explain(place, distance, visited) }
}

function explain(place: Place, distance: number, visited: number): string {
  const reasons = [`${Math.round(distance)} m`]
  if (visited >= 0.5) reasons.push('you were here')
  if (place.popularity >= 3) reasons.push('popular')
  if (place.kind !== 'venue') reasons.push(place.category === 'place=suburb' ? 'district' : 'town')
  return reasons.join(', ')
}
