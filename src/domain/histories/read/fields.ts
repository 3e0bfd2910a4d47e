import { isPoint, type Point } from '#domain/places/index.ts'

/** Values of foreign JSON, each undefined where it is not what it should be. */
export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

const maxText = 2000

/** Without what no text may hold in the database. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const text = value.replaceAll('\0', '').trim().slice(0, maxText)
  return text === '' ? undefined : text
}

export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value.trim())) return undefined
  return Number(value)
}

/** Earlier than any of these systems, and later than any clock. */
const earliest = Date.UTC(1990, 0, 1)
const latest = Date.UTC(2100, 0, 1)

/**
 * A time in milliseconds: ISO 8601, seconds or milliseconds since 1970, or `2023-11-14 22:18:20.000000`, which is UTC
 * (Foursquare's export).
 */
export function timeOf(value: unknown): number | undefined {
  const number = numberOf(value)
  const time =
    number === undefined ? parseText(textOf(value)) : number > 100_000_000_000 ? number : number * 1000
  return time !== undefined && time >= earliest && time <= latest ? Math.trunc(time) : undefined
}

function parseText(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\d/.test(text)) return undefined
  const bare = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?$/.exec(text)
  const time = Date.parse(bare ? `${bare[1]}T${bare[2]}${(bare[3] ?? '').slice(0, 4)}Z` : text)
  return Number.isNaN(time) ? undefined : time
}

/** @returns undefined for what is no point, and for 0,0, which these files write where they know nothing. */
export function pointOf(latitude: unknown, longitude: unknown): Point | undefined {
  const point = { latitude: numberOf(latitude) ?? Number.NaN, longitude: numberOf(longitude) ?? Number.NaN }
  return isPoint(point) && !(point.latitude === 0 && point.longitude === 0) ? point : undefined
}
