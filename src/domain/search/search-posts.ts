import type { AccountId } from '#domain/accounts/index.ts'
import { cellsAround, isPoint, type Point } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Page } from '#platform/db/index.ts'
import { configurationOf } from './languages.ts'
import type { SearchNeeds } from './needs.ts'
import { isEmptyQuery, type Operand, type PostQuery, parseQuery } from './parse-query.ts'
import { type PostCriteria, selectPostIds } from './search-store.ts'

export interface PostSearch {
  /** As typed, with operators. */
  readonly text: string
  readonly authorId?: AccountId | undefined
  /** ISO 639 codes of what the viewer writes and reads: words are found with their endings in these, too. */
  readonly languages?: readonly string[] | undefined
  readonly offset?: number | undefined
}

export type PostSearchOutcome =
  | { readonly ok: true; readonly ids: readonly PostId[] }
  | { readonly ok: false; readonly because: 'too_slow' }

const flagNames: Readonly<Record<string, string>> = {
  media: 'media',
  image: 'image',
  picture: 'image',
  video: 'video',
  gif: 'gifv',
  gifv: 'gifv',
  audio: 'audio',
  link: 'link',
  embed: 'link',
  place: 'place',
  checkin: 'place',
  reply: 'reply',
  sensitive: 'sensitive',
}

/** Posts by words and operators, newest first, for one viewer. */
export const searchPosts =
  (needs: SearchNeeds) =>
  async (viewerId: AccountId, search: PostSearch, page: Page): Promise<PostSearchOutcome> => {
    const query = parseQuery(search.text)
    if (isEmptyQuery(query) && search.authorId === undefined) return { ok: true, ids: [] }
    const criteria = await toCriteria(needs, query, { viewerId, search, page })
    if (!criteria) return { ok: true, ids: [] }
    try {
      const ids = await needs.db.read((sql) => selectPostIds(sql, viewerId, criteria))
      return { ok: true, ids: ids.slice(search.offset ?? 0) }
    } catch (error) {
      const isCanceled = error instanceof Error && 'code' in error && error.code === '57014'
      if (isCanceled) return { ok: false, because: 'too_slow' }
      throw error
    }
  }

/** @returns undefined when something was asked for that there is not: then nothing can be found. */
async function toCriteria(
  needs: SearchNeeds,
  query: PostQuery,
  { viewerId, search, page }: { viewerId: AccountId; search: PostSearch; page: Page },
): Promise<PostCriteria | undefined> {
  const authors = await findAuthors(needs, viewerId, only(query.from, false))
  const notAuthors = await findAuthors(needs, viewerId, only(query.from, true))
  const flags = toFlags([...query.has, ...query.is], false)
  const notFlags = toFlags([...query.has, ...query.is], true)
  const cells = query.near === undefined ? undefined : await findCells(needs, query.near)
  const misses = [
    query.from.some((one) => !one.excluded) && authors.length === 0,
    [...query.has, ...query.is].some((one) => !one.excluded) && flags.length === 0,
    query.near !== undefined && !cells,
  ]
  if (misses.includes(true)) return undefined
  return {
    words: query.words,
    configurations: configurationsOf(query, search),
    authors: search.authorId ? [search.authorId] : authors,
    notAuthors,
    flags,
    notFlags,
    languages: only(query.languages, false),
    notLanguages: only(query.languages, true),
    cells,
    within: query.within,
    aboveId: largest(page.minId, page.sinceId, query.since && idBefore(query.since)),
    belowId: smallest(page.maxId, query.until && idFrom(query.until)),
    limit: page.limit + (search.offset ?? 0),
  }
}

function only(operands: readonly Operand[], excluded: boolean): string[] {
  return operands.filter((one) => one.excluded === excluded).map((one) => one.value)
}

function toFlags(operands: readonly Operand[], excluded: boolean): string[] {
  return only(operands, excluded).flatMap((name) =>
    Object.hasOwn(flagNames, name) ? (flagNames[name] ?? []) : [],
  )
}

async function findAuthors(
  needs: SearchNeeds,
  viewerId: AccountId,
  handles: readonly string[],
): Promise<AccountId[]> {
  const own = new URL(needs.origin).host
  const found = await Promise.all(
    handles.map(async (handle) => {
      if (handle === 'me') return viewerId
      const [username = '', domain] = handle.replace(/^@/, '').split('@')
      const account = await needs.accounts.findByHandle(username, !domain || domain === own ? null : domain)
      return account?.id
    }),
  )
  return found.flatMap((id) => id ?? [])
}

const defaultKm = 25
const maxKm = 200
/** Kilometres that one more ring of cells of resolution 5 adds, at least. */
const ringKm = 12

/** The cells around a place, given by its name or its coordinates. */
async function findCells(needs: SearchNeeds, near: string): Promise<string[] | undefined> {
  const [, name = '', distance] = /^(.*?)(?:,\s*(\d{1,4})\s*km)?$/.exec(near) ?? []
  const point = parsePoint(name) ?? (await findPoint(needs, name))
  if (!point) return undefined
  const km = Math.min(Math.max(Number(distance ?? defaultKm), 1), maxKm)
  return cellsAround(point, 5, Math.ceil(km / ringKm))
}

function parsePoint(text: string): Point | undefined {
  const [, latitude, longitude] = /^(-?\d{1,2}(?:\.\d+)?),\s*(-?\d{1,3}(?:\.\d+)?)$/.exec(text) ?? []
  const point = { latitude: Number(latitude), longitude: Number(longitude) }
  return latitude !== undefined && isPoint(point) ? point : undefined
}

async function findPoint(needs: SearchNeeds, name: string): Promise<Point | undefined> {
  if (name === '') return undefined
  const [place] = await needs.places.searchPlaces({ query: name, limit: 1, viewer: undefined })
  return place && { latitude: place.latitude, longitude: place.longitude }
}

/** Endings are known by language; a few languages, because each makes the question longer. */
function configurationsOf(query: PostQuery, search: PostSearch): string[] {
  const languages = [...only(query.languages, false), ...(search.languages ?? []), 'en']
  const known = languages.map(configurationOf).filter((name) => name !== 'simple')
  return [...new Set(known)].slice(0, 3)
}

/** Ids hold their time (platform/ids): a day is a range of ids. */
function idFrom(at: number): string {
  return (BigInt(Math.max(at, 0)) << 16n).toString()
}

function idBefore(at: number): string {
  return (BigInt(idFrom(at)) - 1n).toString()
}

function largest(...ids: readonly (string | number | undefined)[]): string | undefined {
  return sorted(ids).at(-1)
}

function smallest(...ids: readonly (string | number | undefined)[]): string | undefined {
  return sorted(ids)[0]
}

function sorted(ids: readonly (string | number | undefined)[]): string[] {
  const given = ids.flatMap((id) => (id === undefined || id === 0 ? [] : [BigInt(id)]))
  return given.sort((a, b) => (a < b ? -1 : 1)).map(String)
}
