import type { Place } from '#domain/places/index.ts'
import { httpUrl } from './addresses.ts'

/** Whose data a place is, to be shown with it as the licences ask. */
export interface SourceWords {
  readonly text: string
  readonly url?: string | undefined
  readonly licence?: { readonly name: string; readonly url: string } | undefined
}

const sources: Readonly<Record<string, { readonly text: string; readonly url?: string }>> = {
  geonames: { text: 'Data: GeoNames', url: 'https://www.geonames.org/' },
  osm: { text: 'Data: © OpenStreetMap contributors', url: 'https://www.openstreetmap.org/copyright' },
  foursquare: { text: 'Data: Foursquare Open Source Places', url: 'https://opensource.foursquare.com/' },
  overture: { text: 'Data: Overture Maps Foundation', url: 'https://overturemaps.org/' },
  user: { text: 'Added by somebody on this server' },
}

const licenceNames: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/creativecommons\.org\/licenses\/by\/(\d\.\d)/, 'CC BY'],
  [/creativecommons\.org\/licenses\/by-sa\/(\d\.\d)/, 'CC BY-SA'],
  [/creativecommons\.org\/publicdomain\/zero\/(\d\.\d)/, 'CC0'],
  [/opendatacommons\.org\/licenses\/odbl\/(\d[.-]\d)/, 'ODbL'],
]

export function describeSource(place: Place): SourceWords {
  const home = httpUrl(place.url) ?? httpUrl(place.uri)
  const source =
    sources[place.source] ??
    (home === undefined
      ? { text: `Data: ${place.source}` }
      : { text: `From ${new URL(home).host}`, url: home })
  const licence = httpUrl(place.licence)
  return { ...source, licence: licence === undefined ? undefined : { name: nameOf(licence), url: licence } }
}

function nameOf(licence: string): string {
  for (const [pattern, name] of licenceNames) {
    const version = pattern.exec(licence)?.[1]
    if (version !== undefined) return `${name} ${version.replace('-', '.')}`
  }
  return 'Licence'
}
