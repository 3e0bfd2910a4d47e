import { cleanName } from './clean-name.ts'
import { countryName } from './country-names.ts'
import { isPoint, type PlaceAddress, type PlaceName, type Point } from './place.ts'
import { wordsOf } from './place-words.ts'

/** A venue as a file of open data tells of it, in our words. */
export interface ImportedVenue extends Point {
  /** Its id in the source that the file is of. */
  readonly sourceId: string
  readonly kind: 'venue' | 'town'
  readonly name: string
  readonly names: readonly PlaceName[]
  /** An id of the category table, or null. */
  readonly category: string | null
  readonly address: PlaceAddress | null
  readonly population: number
  /** The same venue elsewhere, as addresses. */
  readonly sameAs: readonly string[]
  /** Its ids in other sources, which join it with what those told of it. */
  readonly alsoIn: readonly SourceKey[]
  /** An address. */
  readonly licence: string | null
  readonly attribution: string | null
  /** 0 to 1 */
  readonly confidence: number | null
  /** `2024-05-31` when it is there no more. */
  readonly closedOn: string | null
}

export interface SourceKey {
  readonly source: string
  readonly sourceId: string
}

/** Why a row of a file is no venue. */
export interface RowProblem {
  readonly column: string
  readonly problem: string
}

const maxNameLength = 200
const maxLineLength = 200
const maxNames = 24
const maxSameAs = 12

/** Bounds and cleans what a file says of a venue; or says what is wrong with it. */
export function checkVenue(venue: ImportedVenue): ImportedVenue | RowProblem {
  const problem = findProblem(venue)
  if (problem) return problem
  const name = cleanName(venue.name)
  return {
    ...venue,
    name,
    names: cleanNames(venue.names, name),
    address: cleanAddress(venue.address),
    sameAs: [...new Set(venue.sameAs)].filter(isWebAddress).slice(0, maxSameAs),
    latitude: round(venue.latitude),
    longitude: round(venue.longitude),
    confidence: venue.confidence === null ? null : round(Math.min(1, Math.max(0, venue.confidence)), 1e3),
  }
}

function findProblem(venue: ImportedVenue): RowProblem | undefined {
  if (!/^[!-~]{1,200}$/.test(venue.sourceId)) {
    return { column: 'id', problem: 'is not one of 1 to 200 visible ASCII characters' }
  }
  if (!isPoint({ ...venue, longitude: 0 })) {
    return { column: 'latitude', problem: 'is not a number from -90 to 90' }
  }
  if (!isPoint({ ...venue, latitude: 0 })) {
    return { column: 'longitude', problem: 'is not a number from -180 to 180' }
  }
  if (Math.abs(venue.latitude) < 1e-6 && Math.abs(venue.longitude) < 1e-6) {
    return { column: 'latitude', problem: 'is 0, and so is the longitude: that is where the unknown is put' }
  }
  const name = cleanName(venue.name)
  if (wordsOf(name).length === 0) return { column: 'name', problem: 'has no letter or digit' }
  if (name.length > maxNameLength) {
    return { column: 'name', problem: `has more than ${maxNameLength} characters` }
  }
  return undefined
}

function cleanNames(names: readonly PlaceName[], own: string): PlaceName[] {
  const clean = names.map(({ name, language }) => ({ name: cleanName(name), language }))
  const useful = clean.filter(
    ({ name, language }) =>
      name.length > 0 && name.length <= maxNameLength && (name !== own || language !== null),
  )
  const unique = new Map(useful.map((one) => [`${one.language ?? ''}:${one.name}`, one]))
  return [...unique.values()].slice(0, maxNames)
}

function cleanAddress(address: PlaceAddress | null): PlaceAddress | null {
  const lines = Object.entries(address ?? {})
    .map(([line, text]) => [line, cleanName(String(text)).slice(0, maxLineLength)] as const)
    .filter(([line, text]) => text !== '' && (line !== 'country' || countryName(text) !== undefined))
  return lines.length > 0 ? Object.fromEntries(lines) : null
}

function isWebAddress(text: string): boolean {
  return text.length <= 300 && /^https?:\/\/\S+$/.test(text) && URL.canParse(text)
}

/** Six decimals are 11 cm. */
function round(value: number, parts = 1e6): number {
  return Math.round(value * parts) / parts
}
