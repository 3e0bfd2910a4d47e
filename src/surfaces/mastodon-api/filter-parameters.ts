import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import {
  type Filter,
  type FilterAction,
  type FilterContext,
  type FilterId,
  type FilterOutcome,
  type Filters,
  filterActions,
  filterContexts,
  type Keyword,
  type KeywordChange,
  type KeywordId,
  maxKeywordLength,
} from '#domain/filters/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { notFound } from './parameters.ts'

const hundredYears = 3_155_760_000

export const keywordText = Type.String({ maxLength: maxKeywordLength, pattern: '\\S' })
export const expiresIn = Type.Optional(
  Type.Integer({ minimum: 0, maximum: hundredYears, description: 'Seconds from now; empty: for good.' }),
)

export const keywordBody = Type.Object({ keyword: keywordText, whole_word: Type.Optional(Type.Boolean()) })

const keywordsAttributes = Type.Array(
  Type.Object({
    id: Type.Optional(Type.String()),
    keyword: Type.Optional(keywordText),
    whole_word: Type.Optional(Type.Boolean()),
    _destroy: Type.Optional(Type.Boolean()),
  }),
  { maxItems: 500 },
)

export const filterFields = {
  title: Type.String({ maxLength: 200, pattern: '\\S' }),
  context: Type.Array(Type.String(), { description: 'home, notifications, public, thread, account.' }),
  filter_action: Type.Optional(Type.String({ description: 'warn, hide or blur.' })),
  expires_in: expiresIn,
  keywords_attributes: Type.Optional(keywordsAttributes),
}

/** @throws Refusal 422 when there is none, or one that does not exist */
export function parseContexts(names: readonly string[]): FilterContext[] {
  const contexts = filterContexts.filter((context) => names.includes(context))
  if (names.length === 0) throw new Refusal(422, "Validation failed: Context can't be blank")
  if (contexts.length < new Set(names).size)
    throw new Refusal(422, 'Validation failed: Context None or invalid context supplied')
  return contexts
}

/** @throws Refusal 422 */
export function parseAction(name: string | undefined): FilterAction | undefined {
  if (name === undefined) return undefined
  const action = filterActions.find((one) => one === name)
  if (!action) throw new Refusal(422, `Validation failed: '${name}' is not a valid filter_action`)
  return action
}

export function parseKeywords(
  given: Static<typeof keywordsAttributes> | undefined,
): KeywordChange[] | undefined {
  return given?.map(({ id: text, keyword, whole_word: wholeWord, _destroy: remove }) => {
    const id = parseId<KeywordId>(text)
    if (id) return remove ? { kind: 'remove', id } : { kind: 'change', id, keyword, wholeWord }
    if (keyword === undefined) throw new Refusal(422, "Validation failed: Keywords keyword can't be blank")
    return { kind: 'add', keyword, wholeWord: wholeWord ?? true }
  })
}

/** An empty or null `expires_in` means for good; an absent one leaves the end as it is. */
export function parseEnd(request: FastifyRequest, seconds: number | undefined): number | null | undefined {
  if (seconds !== undefined) return seconds
  const { body } = request
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'expires_in') ? null : undefined
}

/** @throws Refusal */
export function filterOrRefusal(outcome: FilterOutcome): Filter {
  if (outcome.ok) return outcome.filter
  throw outcome.because === 'not_found' ? notFound() : new Refusal(422, 'Validation failed: Too many filters')
}

export interface FilterNeeds {
  readonly filters: Pick<Filters, 'listFilters'>
}

/** @throws Refusal 404 for a filter of somebody else, too */
export async function findFilter(needs: FilterNeeds, me: AccountId, id: string): Promise<Filter> {
  const filter = (await needs.filters.listFilters(me)).find((one) => one.id === (id as FilterId))
  if (!filter) throw notFound()
  return filter
}

/** A keyword with the filter that it belongs to. @throws Refusal 404 */
export async function findKeyword(
  needs: FilterNeeds,
  me: AccountId,
  id: string,
): Promise<{ filter: Filter; keyword: Keyword }> {
  for (const filter of await needs.filters.listFilters(me)) {
    const keyword = filter.keywords.find((one) => one.id === (id as KeywordId))
    if (keyword) return { filter, keyword }
  }
  throw notFound()
}
