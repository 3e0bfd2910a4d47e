import type { Precision, ShownPlace } from '#domain/checkins/index.ts'
import { cleanName, countryName, findCountryCode, isPoint, type PlaceAddress } from '#domain/places/index.ts'
import {
  asText,
  asUri,
  isJson,
  isSameOrigin,
  type Json,
  list,
  member,
  text,
  typesOf,
  uri,
} from '../read-json.ts'

/** What a post's document says of where it was. */
export interface ParsedLocation {
  readonly shown: ShownPlace
  /** The place's id, where it may be believed: on the author's own server (R6), or on ours. */
  readonly uri: string | undefined
}

/** Who says it, and who hears it. */
interface Hearing {
  readonly authorUri: string
  /** This server's, e.g. `https://example.org`. */
  readonly ownOrigin: string
}

/**
 * Reads the `location` of a post as servers write it: AS2 Place of ours and Friendica's, Pixelfed's with texts for
 * numbers and a country by name, the SWF check-in's without a type, Mobilizon's with a PostalAddress. Ranges are
 * checked; a place without a name or without anywhere to be is none.
 */
export function parseLocation(post: Json, { authorUri, ownOrigin }: Hearing): ParsedLocation | undefined {
  const location = list(post, 'location', 4).filter(isJson).find(isPlace)
  if (!location) return undefined
  const name = cleanName(text(location, 'name', 200) ?? '')
  const point = parsePoint(location)
  const precision = parsePrecision(location)
  if (name === '' || (!point && precision !== 'country')) return undefined
  const address = parseAddress(member(location, 'address'))
  const id = uri(location, 'id')
  const isAuthors = id !== undefined && isSameOrigin(id, authorUri)
  const isOurs = id?.startsWith(`${ownOrigin}/`) ?? false
  const exact = precision === 'venue'
  const somewhere = precision === 'country' ? undefined : point
  return {
    uri: isAuthors || isOurs ? id : undefined,
    shown: {
      precision,
      placeId: null,
      uri: isAuthors ? id : null,
      url: findPage(location),
      name,
      latitude: somewhere?.latitude ?? null,
      longitude: somewhere?.longitude ?? null,
      radiusMetres: somewhere ? parseRadius(location) : null,
      category: exact ? (text(location, 'category', 100) ?? null) : null,
      country: findCountryCode(text(location, 'country', 100) ?? '') ?? address?.country ?? null,
      address: exact || precision === 'city' ? address : null,
      // Of a town they say which one it is; of a cell or a country there is nothing to say.
      sameAs:
        exact || precision === 'city' ? list(location, 'sameAs', 8).flatMap((link) => asUri(link) ?? []) : [],
      licence: uri(location, 'license') ?? null,
    },
  }
}

/** The place that a post is about, as places.pub proposes: among its tags, and nowhere else. */
export function parseAbout(post: Json, hearing: Hearing): ParsedLocation | undefined {
  const places = list(post, 'tag', 100).filter((tag) => isJson(tag) && typesOf(tag).includes('Place'))
  const isReply = member(post, 'inReplyTo') ?? undefined
  if (places.length !== 1 || isReply !== undefined) return undefined
  return parseLocation({ location: places }, hearing)
}

/** A Place, or something without a type (SWF). Mobilizon lists a VirtualLocation beside it. */
function isPlace(location: Json): boolean {
  const types = typesOf(location)
  return types.length === 0 || types.includes('Place')
}

function parsePoint(location: Json): { latitude: number; longitude: number } | undefined {
  const latitude = number(location, 'latitude')
  const longitude = number(location, 'longitude')
  if (latitude === undefined || longitude === undefined) return undefined
  return isPoint({ latitude, longitude }) ? { latitude, longitude } : undefined
}

/** A number, or a text that is one number as a whole: "48.5", never "51,1". */
function number(location: Json, name: string): number | undefined {
  const value = member(location, name)
  const parsed =
    typeof value === 'string' && /^\s*[-+]?\d{1,9}(\.\d{1,20})?\s*$/.test(value) ? Number(value) : value
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined
}

function parsePrecision(location: Json): Precision {
  const given = text(location, 'precision', 20)
  if (given === 'venue' || given === 'cell' || given === 'city' || given === 'country') return given
  return 'venue'
}

const metresIn: Readonly<Record<string, number>> = {
  m: 1,
  km: 1000,
  cm: 0.01,
  feet: 0.3048,
  inches: 0.0254,
  miles: 1609.344,
}

function parseRadius(location: Json): number | null {
  const radius = number(location, 'radius')
  if (radius === undefined || radius < 0) return null
  const metres = radius * (metresIn[text(location, 'units', 10) ?? 'm'] ?? 1)
  return metres <= 20_000_000 ? Math.round(metres) : null
}

function parseAddress(value: unknown): PlaceAddress | null {
  if (!isJson(value)) return null
  const country = asText(member(value, 'addressCountry'), 100)
  const code =
    country && (/^[A-Z]{2}$/.test(country) && countryName(country) ? country : findCountryCode(country))
  const fields = {
    street: text(value, 'streetAddress', 200),
    locality: text(value, 'addressLocality', 200),
    region: text(value, 'addressRegion', 200),
    postalCode: text(value, 'postalCode', 40),
    country: code || undefined,
  }
  const given = Object.entries(fields).filter(([, field]) => field !== undefined && field !== '')
  return given.length > 0 ? (Object.fromEntries(given) as PlaceAddress) : null
}

/** The page of a place: a link to HTML, or a plain address. */
function findPage(location: Json): string | null {
  for (const link of list(location, 'url', 8)) {
    const href = isJson(link) ? asUri(member(link, 'href')) : asUri(link)
    const type = isJson(link) ? text(link, 'mediaType', 100) : undefined
    if (href && (type === undefined || type === 'text/html')) return href
  }
  return null
}
