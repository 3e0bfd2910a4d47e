import { afterEach, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { limitLetters } from './letter-limit.ts'

let stack: AsyncDisposableStack
let now: number
let first: Database
let second: Database

// Two processes of one server.
beforeEach(async () => {
  stack = new AsyncDisposableStack()
  now = Date.UTC(2026, 0, 1)
  const { url } = stack.use(await freshDatabase())
  first = stack.use(openDatabase(url, { maxConnections: 5 }))
  second = stack.use(openDatabase(url, { maxConnections: 5 }))
})

afterEach(() => stack.disposeAsync())

const limitOf = (db: Database) => limitLetters({ db, clock: { now: () => now } })

it('lets three letters through in all processes together, then one each twenty minutes', async () => {
  const [here, there] = [limitOf(first), limitOf(second)]
  expect([await here('a'), await there('a'), await here('a'), await there('a')]).toEqual([0, 0, 0, 1200])
  now += 1_199_000
  expect(await here('a')).toBe(1)
  now += 1000
  expect([await there('a'), await here('a')]).toEqual([0, 1200])
  expect(await there('b')).toBe(0)
})

it('counts each of those that come at the same time', async () => {
  const takes = Array.from({ length: 10 }, (_, index) => limitOf(index % 2 ? first : second)('a'))
  expect((await Promise.all(takes)).filter((wait) => wait === 0)).toHaveLength(3)
})
