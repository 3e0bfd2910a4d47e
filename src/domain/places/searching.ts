import type { PlacesNeeds } from './needs.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What finding places by name takes. */
export interface Searching extends Pick<PlacesNeeds, 'db'> {
  readonly vocabulary: Pick<Vocabulary, 'correct'>
}

/** For what writes names: misspelt ones are found by the words that were learnt. */
export interface NamingNeeds extends PlacesNeeds {
  readonly vocabulary: Pick<Vocabulary, 'learn'>
}
