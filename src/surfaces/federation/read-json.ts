import { createBoundedMap } from '#platform/cache/index.ts'

/** An object of somebody else's JSON. Read it through the functions below only: own members, bounded, well formed. */
export type Json = { readonly [name: string]: unknown }

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A member by its plain name or one of its two aliases: `@id`, `@type` and `as:name`. Never an inherited one, so
 * `__proto__` and `constructor` in the JSON are nothing (R27).
 */
export function member(json: Json, name: string): unknown {
  if (Object.hasOwn(json, name)) return json[name]
  const alias = name === 'id' || name === 'type' ? `@${name}` : `as:${name}`
  return Object.hasOwn(json, alias) ? json[alias] : undefined
}

/** A member that may be one value or several, as a list of at most `max`. */
export function list(json: Json, name: string, max: number): unknown[] {
  const value = member(json, name)
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.slice(0, max) : [value]
}

/** The types that an object names, without prefixes. */
export function typesOf(json: Json): string[] {
  return list(json, 'type', 8)
    .filter((type) => typeof type === 'string')
    .map((type) => type.replace(/^(?:as:|https:\/\/www\.w3\.org\/ns\/activitystreams#)/, ''))
}

/** The first type that is one of `known`. */
export function typeAmong(json: Json, known: ReadonlySet<string>): string | undefined {
  return typesOf(json).find((type) => known.has(type))
}

/** The id of something that is named by id or embedded. */
export function idOf(value: unknown): string | undefined {
  return asUri(isJson(value) ? member(value, 'id') : value)
}

/** The ids of a member that may be one or several, by id or embedded. */
export function ids(json: Json, name: string, max: number): string[] {
  return list(json, name, max).flatMap((value) => {
    if (value === 'as:Public' || value === 'Public') return [value]
    return idOf(value) ?? []
  })
}

/** An absolute http(s) address without credentials, spaces and control characters, at most 2,048 characters. */
export function asUri(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 2048 || !/^https?:\/\/[^\s\p{Cc}\p{Cs}]+$/iu.test(value)) {
    return undefined
  }
  if (usual.test(value)) return originOf(value) === undefined ? undefined : value
  const url = URL.parse(value)
  return url && url.username === '' && url.password === '' ? value : undefined
}

/** Text that PostgreSQL and every reader take: no NUL, no lone surrogates (R27), at most `max` characters (R38). */
export function asText(value: unknown, max: number): string | undefined {
  if (typeof value !== 'string') return undefined
  return value.slice(0, max).toWellFormed().replaceAll('\0', '')
}

export function text(json: Json, name: string, max: number): string | undefined {
  return asText(plainValue(member(json, name)), max)
}

/** What JSON-LD writers wrap: a list of one, and `{ "@value": … }`, as the plain value. */
function plainValue(value: unknown): unknown {
  const one = Array.isArray(value) ? value[0] : value
  return isJson(one) && Object.hasOwn(one, '@value') ? one['@value'] : one
}

/**
 * Text with translations (`content` and `contentMap`): the text, and its language where a key of the map stands for
 * just this text or is the only one. Without the plain member the first translation is the text.
 */
export function localText(
  json: Json,
  name: string,
  max: number,
): { readonly text: string | undefined; readonly language: string | null } {
  const plain = text(json, name, max)
  const map = member(json, `${name}Map`)
  const translations = isJson(map)
    ? Object.keys(map)
        .slice(0, 20)
        .filter(isLanguage)
        .flatMap((language) => {
          const translated = text(map, language, max)
          return translated === undefined ? [] : [{ language, text: translated }]
        })
    : []
  const [first] = translations
  if (plain === undefined) return first ?? { text: undefined, language: null }
  const said =
    translations.find((one) => one.text === plain) ?? (translations.length === 1 ? first : undefined)
  return { text: plain, language: said?.language ?? null }
}

function isLanguage(key: string): boolean {
  return /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/.test(key)
}

export function uri(json: Json, name: string): string | undefined {
  return idOf(member(json, name))
}

/** A finite number, as such. */
export function number(json: Json, name: string): number | undefined {
  const value = plainValue(member(json, name))
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** A point in time; undefined for anything that is none between 1970 and 9999. */
export function date(json: Json, name: string): Date | undefined {
  const value = plainValue(member(json, name))
  if (typeof value !== 'string' || value.length > 64 || !/^\d{4}-\d\d/.test(value)) return undefined
  const time = Date.parse(value)
  return time >= 0 && time < 253_402_300_800_000 ? new Date(time) : undefined
}

/** As the URL standard has it, from memory: an activity names addresses of few servers, and each many times. */
export function originOf(uri: string): string | undefined {
  const authority = usual.exec(uri)?.[0]
  if (authority === undefined) return URL.parse(uri)?.origin
  const known = origins.get(authority)
  if (known !== undefined) return known
  const origin = URL.parse(authority)?.origin
  if (origin !== undefined) origins.set(authority, origin)
  return origin
}

/** Scheme, host and port in their plainest form, without credentials; what follows can make no such address invalid. */
const usual = /^https?:\/\/[a-z0-9.-]+(?::\d+)?(?=[/?#]|$)/
const origins = createBoundedMap<string, string>(5000)

export function isSameOrigin(one: string, other: string): boolean {
  const origin = originOf(one)
  return origin !== undefined && origin !== 'null' && origin === originOf(other)
}
