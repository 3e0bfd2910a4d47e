import { type CategoryGroup, findCategory } from './categories.ts'
import { distanceMetres } from './distance.ts'
import type { NameMatch } from './name-match.ts'
import { type Place, type PlaceId, type Point, townRadius } from './place.ts'
import type { PlaceFacts } from './place-store.ts'

export interface Ranked<Facts> {
  readonly place: Facts
  /** From the point that was asked for. */
  readonly distanceMetres: number
  /** What spoke for it, in short words, for the curious. */
  readonly why: string
}

export type NearbyPlace = Ranked<Place>

export interface RankFacts {
  readonly point: Point
  /** Radius of the position's uncertainty. */
  readonly accuracyMetres: number | undefined
  /** How often the viewer was there, older visits counting less. */
  readonly visits: ReadonlyMap<PlaceId, number>
  /** How often friends were there of late, as far as the viewer may know. */
  readonly friends?: ReadonlyMap<PlaceId, number> | undefined
  /** 0 to 23, where the point is. */
  readonly hour?: number | undefined
  /** How well names answer what was typed. */
  readonly matchOf?: ((place: PlaceFacts) => NameMatch) | undefined
}

/**
 * Puts places in the order in which a person here means them (after Shaw et al., "Learning to Rank for
 * Spatiotemporal Search", 2013): distance in units of the position's error, popularity, own visits and those of friends
 * by their logarithms, whether the hour is one for such a place. Where nobody has been yet, what is surely there and rare
 * around here comes first. Towns stand behind the venues in them.
 */
export function rankPlaces<Facts extends PlaceFacts>(
  places: readonly Facts[],
  facts: RankFacts,
): Ranked<Facts>[] {
  const error = Math.min(2000, Math.max(20, facts.accuracyMetres ?? 50))
  const kinds = countKinds(places)
  return places
    .map((place) => ({ place, ...weigh(place, facts, { error, kinds }) }))
    .sort((a, b) => b.score - a.score || a.distance - b.distance || a.place.id.length - b.place.id.length)
    .map(({ place, distance, why }) => ({ place, distanceMetres: Math.round(distance), why }))
}

const weights = {
  distance: 1.5,
  popularity: 0.3,
  visits: 0.9,
  friends: 0.4,
  hour: 0.25,
  confidence: 0.5,
  rarity: 0.15,
  name: 3,
  population: 0.1,
  town: -3,
  suburb: -0.5,
}

/** What a place is worth whose source does not say how sure it is. */
const usualConfidence = 0.7

interface Scale {
  readonly error: number
  readonly kinds: Kinds
}

function weigh(place: PlaceFacts, facts: RankFacts, { error, kinds }: Scale) {
  const distance = distanceMetres(facts.point, place)
  const isArea = place.kind !== 'venue'
  const away = isArea ? Math.max(0, distance - townRadius(place.population)) : distance
  const visited = facts.visits.get(place.id) ?? 0
  const friends = facts.friends?.get(place.id) ?? 0
  const isTime = facts.hour !== undefined && isUsualAt(place.category, facts.hour)
  const match = facts.matchOf?.(place)
  const score =
    -weights.distance * Math.log1p(away / error) +
    weights.popularity * Math.log1p(place.popularity) +
    weights.visits * Math.log1p(visited) +
    weights.friends * Math.log1p(friends) +
    weights.confidence * ((place.confidence ?? usualConfidence) - usualConfidence) +
    weights.rarity * rarityOf(place, kinds) +
    (isTime ? weights.hour : 0) +
    (match ? weights.name * match.quality : 0) +
    (isArea ? weights.town + weights.population * Math.log1p(place.population) : 0) +
    (place.category === 'place=suburb' ? weights.suburb : 0)
  return { distance, score, why: explain(place, { distance, visited, friends, isTime, match }) }
}

interface Reasons {
  readonly distance: number
  readonly visited: number
  readonly friends: number
  readonly isTime: boolean
  readonly match: NameMatch | undefined
}

function explain(place: PlaceFacts, { distance, visited, friends, isTime, match }: Reasons): string {
  const reasons = [`${Math.round(distance)} m`]
  if (match) reasons.push(match.why)
  if (visited >= 0.5) reasons.push('you were here')
  if (friends > 0) reasons.push('friends were here')
  if (isTime) reasons.push('usual at this hour')
  if (place.popularity >= 3) reasons.push('popular')
  if (place.confidence !== null && place.confidence < 0.5) reasons.push('perhaps gone')
  if (place.kind !== 'venue') reasons.push(place.category === 'place=suburb' ? 'district' : 'town')
  return reasons.join(', ')
}

/** From and until which hour people are at places of a group; at others they are at any time. */
const hours: Partial<Readonly<Record<CategoryGroup, readonly (readonly [from: number, until: number])[]>>> = {
  food: [
    [7, 10],
    [12, 14],
    [18, 22],
  ],
  nightlife: [
    [20, 24],
    [0, 4],
  ],
  culture: [[10, 18]],
  outdoors: [[9, 20]],
  sport: [
    [6, 9],
    [17, 22],
  ],
  shop: [[9, 20]],
  work: [[8, 18]],
  learning: [[8, 18]],
  service: [[9, 17]],
}

function isUsualAt(category: string | null, hour: number): boolean {
  const group = findCategory(category)?.group
  return (group && hours[group]?.some(([from, until]) => hour >= from && hour < until)) ?? false
}

/** How many of the places around are of each kind. */
interface Kinds {
  readonly total: number
  readonly counts: ReadonlyMap<string, number>
}

function countKinds(places: readonly PlaceFacts[]): Kinds {
  const counts = new Map<string, number>()
  for (const { category } of places) if (category) counts.set(category, (counts.get(category) ?? 0) + 1)
  return { total: places.length, counts }
}

/** 0: of a kind that stands everywhere here; 1: the only one of its kind. */
function rarityOf({ category, kind }: PlaceFacts, { total, counts }: Kinds): number {
  const same = category && kind === 'venue' ? counts.get(category) : undefined
  return same === undefined || total < 2 ? 0 : Math.log(total / same) / Math.log(total)
}
