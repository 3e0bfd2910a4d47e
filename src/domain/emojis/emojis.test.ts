import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { defineEmojis, type Emojis, namesIn } from './index.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let emojis: Emojis
let moved = 0

beforeAll(async () => {
  database = await freshDatabase()
  db = openDatabase(database.url, { maxConnections: 3 })
  emojis = defineEmojis({ db, clock: { now: () => Date.now() + moved } })
})

afterAll(async () => {
  await db?.[Symbol.asyncDispose]()
  await database?.[Symbol.asyncDispose]()
})

const remote = (shortcode: string, imageUrl = `https://x.example/${shortcode}.png`) => ({
  shortcode,
  uri: null,
  imageUrl,
})
const find = async (domain: string, ...names: string[]) => {
  const wanted = { domain, names }
  return (await emojis.find([wanted]))(wanted)
}

it.each([
  ['<p>:blob: :wave:</p>', ['blob', 'wave']],
  [':blob::wave:', []],
  ['10:30:45 a:blob:b :b: :no way:', []],
  [':blob: and :blob:', ['blob']],
])('finds in %s the names %j', (text, names) => {
  expect(namesIn([text])).toEqual(names)
})

it("keeps the emoji of each domain apart, and follows a picture's new address", async () => {
  await emojis.saveRemote('a.example', [remote('blob')])
  expect(await find('b.example', 'blob')).toEqual([])
  expect(await find('a.example', 'blob', 'other')).toMatchObject([{ shortcode: 'blob', domain: 'a.example' }])
  await emojis.saveRemote('a.example', [remote('blob', 'https://x.example/new.png')])
  expect(await find('a.example', 'blob')).toMatchObject([{ imageUrl: 'https://x.example/new.png' }])
})

it('keeps no more than 5,000 of one domain', async () => {
  await db.sql`
    insert into emojis (domain, shortcode, image_url)
    select 'many.example', 'e' || n, 'https://x.example/' || n from generate_series(1, 5000) as n
  `
  await emojis.saveRemote('many.example', [remote('more'), remote('e1', 'https://x.example/changed')])
  expect(await find('many.example', 'more', 'e1')).toMatchObject([{ imageUrl: 'https://x.example/changed' }])
})

it('forgets what nothing has come with in half a year, and keeps what is used', async () => {
  await emojis.saveRemote('old.example', [remote('seldom'), remote('often')])
  moved += 100 * 24 * 3600 * 1000
  await emojis.saveRemote('old.example', [remote('often')])
  moved += 100 * 24 * 3600 * 1000
  expect(await emojis.prune()).toBeGreaterThan(0)
  moved += 60_000
  expect(await find('old.example', 'seldom', 'often')).toMatchObject([{ shortcode: 'often' }])
  await db.sql`insert into emojis (domain, shortcode, updated_at) values ('', 'own', '2020-01-01')`
  expect(await emojis.prune()).toBe(0)
})
