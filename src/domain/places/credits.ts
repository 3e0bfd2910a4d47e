import type { Place } from './place.ts'

/** Whose data something is, to be shown with it as its licence asks. */
export interface Credit {
  readonly source: string
  /** `© OpenStreetMap contributors`; empty for what people here added. */
  readonly name: string
  /** Where its giver is found. */
  readonly url: string | null
  /** An address. */
  readonly licence: string | null
}

/** What one source told of a place, or of many. */
export type SourceFacts = Pick<Place, 'source' | 'licence' | 'attribution'>

const givers: Readonly<Record<string, { readonly name: string; readonly url: string }>> = {
  geonames: { name: 'GeoNames', url: 'https://www.geonames.org/' },
  osm: { name: '© OpenStreetMap contributors', url: 'https://www.openstreetmap.org/copyright' },
  foursquare: { name: 'Foursquare Open Source Places', url: 'https://opensource.foursquare.com/' },
  overture: { name: 'Overture Maps Foundation', url: 'https://overturemaps.org/' },
}

/** @param uri of a place of another server, which is then its giver */
export function creditOf({ source, licence, attribution }: SourceFacts, uri: string | null = null): Credit {
  const giver = givers[source]
  const home = uri !== null && URL.canParse(uri) ? new URL(uri).host : ''
  const list = source.startsWith('list:') ? source.slice('list:'.length) : ''
  return { source, name: attribution ?? giver?.name ?? (home || list), url: giver?.url ?? uri, licence }
}
