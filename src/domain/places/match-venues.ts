import { type CategoryGroup, findCategory } from './categories.ts'
import { type Cell, cellOf } from './cells.ts'
import { distanceMetres } from './distance.ts'
import { editDistance } from './edit-distance.ts'
import type { Point } from './place.ts'
import { wordsOf } from './place-words.ts'

/** What two descriptions of a venue are compared by. */
export interface Likeness extends Point {
  readonly names: readonly string[]
  readonly category: string | null
}

/** Sources put the same venue on its door, its roof or the middle of its plot. */
export const sameNameMetres = 150
const alikeNameMetres = 75

/**
 * Whether two descriptions mean one venue: names that say the same within 150 m, or nearly the same within 75 m, and
 * kinds that do not contradict each other (a square and the tram stop of its name are two).
 */
export function isSameVenue(a: Likeness, b: Likeness): boolean {
  const distance = distanceMetres(a, b)
  if (distance > sameNameMetres || !areKindsCompatible(a.category, b.category)) return false
  return a.names.some((one) =>
    b.names.some((other) => {
      const likeness = compareNames(one, other)
      return likeness === 'same' || (likeness === 'alike' && distance <= alikeNameMetres)
    }),
  )
}

/** The cells of resolution 9 in which a venue within 150 m of a point can stand: mostly one or two. */
export function cellsForMatching(point: Point): Cell[] {
  const dLatitude = sameNameMetres / 111_000
  const dLongitude = dLatitude / Math.max(0.01, Math.cos((point.latitude * Math.PI) / 180))
  const around = [
    [0, 0],
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
    [0.7, 0.7],
    [0.7, -0.7],
    [-0.7, 0.7],
    [-0.7, -0.7],
  ] as const
  const cells = around.map(([north, east]) =>
    cellOf(
      {
        latitude: Math.min(90, Math.max(-90, point.latitude + north * dLatitude)),
        longitude: point.longitude + east * dLongitude,
      },
      9,
    ),
  )
  return [...new Set(cells)]
}

/** Words that say the kind or the legal form, not which one it is. */
const generic = new Set(
  `the a an le la les l el los las il lo der die das den of de du des di da do dos and und et y e i at am im zum zur
  ltd limited inc llc co company corp gmbh ag kg ohg ug ev sa sas sarl srl spa bv nv ab oy as plc
  cafe coffee restaurant ristorante restaurante bar pub hotel hostel shop store bistro bakery grill kitchen
  cabinet dr med`.split(/\s+/),
)

export type NameLikeness = 'same' | 'alike' | 'different'

/** Compares names by their words: `Café de Flore` and `Flore` are alike, `Bar Rouge` and `Bar Noir` are not. */
export function compareNames(a: string, b: string): NameLikeness {
  const [all, others] = [wordsOf(a.replaceAll(/['’]/g, '')), wordsOf(b.replaceAll(/['’]/g, ''))]
  if (all.length === 0 || others.length === 0) return 'different'
  if (all.join('') === others.join('')) return 'same'
  const [own, theirs] = [significant(all), significant(others)]
  const sorted = (words: readonly string[]) => [...words].sort().join(' ')
  if (own.length > 0 && sorted(own) === sorted(theirs)) return 'same'
  if (isOneSlipApart(all.join(' '), others.join(' '))) return 'alike'
  const [few, many] = own.length <= theirs.length ? [own, theirs] : [theirs, own]
  const isContained =
    few.some((word) => word.length >= 4) &&
    few.every((word) => many.some((other) => word === other || isOneSlipApart(word, other)))
  return isContained ? 'alike' : 'different'
}

function significant(words: readonly string[]): string[] {
  return words.filter((word) => !generic.has(word))
}

/** A number is never a slip of another: Gate 12 is not Gate 13. */
function isOneSlipApart(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 5 || Math.abs(a.length - b.length) > 1) return false
  return a.replaceAll(/\D/g, '') === b.replaceAll(/\D/g, '') && editDistance(a, b) <= 1
}

/** Groups between which sources draw the line differently. */
const kin: readonly (readonly CategoryGroup[])[] = [
  ['food', 'nightlife', 'shop'],
  ['shop', 'service', 'health', 'work'],
  ['culture', 'outdoors', 'learning', 'community'],
  ['outdoors', 'sport'],
  ['lodging', 'food'],
  ['faith', 'culture'],
  ['community', 'service', 'work'],
]

function areKindsCompatible(a: string | null, b: string | null): boolean {
  if (a === b || a === null || b === null) return true
  const [one, other] = [findCategory(a)?.group, findCategory(b)?.group]
  if (one === undefined || other === undefined) return true
  if (one === 'area' || other === 'area') return one === other
  if (one === 'travel' || other === 'travel') return false
  return one === other || kin.some((groups) => groups.includes(one) && groups.includes(other))
}
