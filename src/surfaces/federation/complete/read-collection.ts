import { RemoteFault } from '#platform/outbound-http/index.ts'
import type { FetchDocument } from '../fetch/index.ts'
import { isJson, isSameOrigin, type Json, list, member, number, uri } from '../read-json.ts'
import type { FetchBudget } from '../receive/index.ts'

interface Bounds {
  readonly pages: number
  readonly items: number
}

/**
 * The items of a collection, in its order: embedded or behind an address, in one piece or in pages. Every page must be
 * of the collection's own host, so that it cannot send this server on a tour. What cannot be had ends the list.
 */
export async function readCollection(
  fetchDocument: FetchDocument,
  collection: unknown,
  { owner, bounds, budget }: { owner: string; bounds: Bounds; budget: FetchBudget },
): Promise<unknown[]> {
  const items: unknown[] = []
  const passed = new Set<string>()
  const open = (value: unknown) => openPart(fetchDocument, value, { owner, passed, budget })
  const whole = await open(collection)
  if (!whole) return items
  items.push(...itemsOf(whole, bounds.items))
  let page = await open(member(whole, 'first'))
  for (let at = 0; page && at < bounds.pages && items.length < bounds.items; at++) {
    items.push(...itemsOf(page, bounds.items))
    page = await open(member(page, 'next'))
  }
  return items.slice(0, bounds.items)
}

/** How many a collection says that it holds; whether it shows them is its own affair. */
export async function countCollection(
  fetchDocument: FetchDocument,
  address: string | null,
  budget: FetchBudget,
): Promise<number | undefined> {
  if (address === null) return undefined
  const whole = await openPart(fetchDocument, address, { owner: address, passed: new Set(), budget })
  const count = whole && number(whole, 'totalItems')
  return count !== undefined && count >= 0 && count <= 2_000_000_000 ? Math.floor(count) : undefined
}

interface Reading {
  readonly owner: string
  readonly passed: Set<string>
  readonly budget: FetchBudget
}

async function openPart(
  fetchDocument: FetchDocument,
  value: unknown,
  { owner, passed, budget }: Reading,
): Promise<Json | undefined> {
  if (isJson(value)) return value
  const address = uri({ value }, 'value')
  if (address === undefined || !isSameOrigin(address, owner) || passed.has(address)) return undefined
  if (budget.left <= 0 || budget.signal.aborted) return undefined
  passed.add(address)
  budget.left -= 1
  try {
    const fetched = await fetchDocument(address, budget.signal)
    return fetched.kind === 'document' ? fetched.json : undefined
  } catch (error) {
    if (error instanceof RemoteFault || budget.signal.aborted) return undefined
    throw error
  }
}

function itemsOf(part: Json, max: number): unknown[] {
  return [...list(part, 'orderedItems', max), ...list(part, 'items', max)]
}
