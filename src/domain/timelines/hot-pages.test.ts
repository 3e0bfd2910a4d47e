import { assert, integer, option, property, record, uniqueArray } from 'fast-check'
import { expect, it } from 'vitest'
import type { PostId } from '#domain/posts/index.ts'
import type { Page } from '#platform/db/index.ts'
import { cutPage } from './hot-pages.ts'

const newestFirst = (ids: readonly number[]) => [...ids].sort((a, b) => b - a)
const text = (ids: readonly number[]) => ids.map((id) => String(id) as PostId)

/** What the database would answer. */
function pageOf(ids: readonly number[], { maxId, sinceId, minId, limit }: Page): number[] {
  const within = newestFirst(ids).filter(
    (id) =>
      (maxId === undefined || id < Number(maxId)) &&
      (sinceId === undefined || id > Number(sinceId)) &&
      (minId === undefined || id > Number(minId)),
  )
  return minId === undefined ? within.slice(0, limit) : within.slice(-limit)
}

const bound = option(integer({ min: 1, max: 1200 }).map(String), { nil: undefined })

it('cuts the page that the database would give, or none', () => {
  assert(
    property(
      uniqueArray(integer({ min: 1, max: 1200 }), { maxLength: 60 }),
      integer({ min: 1, max: 40 }),
      record({ maxId: bound, sinceId: bound, minId: bound, limit: integer({ min: 1, max: 20 }) }),
      (ids, length, page) => {
        const hot = newestFirst(ids).slice(0, length)
        const cut = cutPage({ ids: text(hot), isWhole: ids.length <= length }, page)
        const whole = text(pageOf(ids, page))
        expect(cut ?? whole).toEqual(whole)
      },
    ),
  )
})

const ids = text([9, 8, 7, 6, 5])

it.each([
  ['the newest', { limit: 3 }, ['9', '8', '7']],
  ['what follows the newest', { limit: 2, maxId: '8' }, ['7', '6']],
  ['what is newer than a known one', { limit: 3, sinceId: '7' }, ['9', '8']],
  ['a gap upward', { limit: 1, minId: '6' }, ['7']],
])('cuts %s from a timeline that goes on', (_, page, expected) => {
  expect(cutPage({ ids, isWhole: false }, page)).toEqual(expected)
})

it.each([
  ['is longer', { limit: 6 }],
  ['goes on below', { limit: 3, maxId: '7' }],
  ['begins below', { limit: 3, minId: '4' }],
])('cuts nothing when the page %s', (_, page) => {
  expect(cutPage({ ids, isWhole: false }, page)).toBeUndefined()
})

it('cuts the short end of a timeline that has no more', () => {
  expect(cutPage({ ids, isWhole: true }, { limit: 40, maxId: '7' })).toEqual(['6', '5'])
})
