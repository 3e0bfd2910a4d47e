import { afterAll, beforeAll, expect, it } from 'vitest'
import { defineAudit } from '#domain/audit/index.ts'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type OpenRooms, openRooms } from '#kit/open-rooms.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { createIdMaker } from '#platform/ids/index.ts'
import { defineTrends, type Trends } from './index.ts'

const hourMs = 3_600_000
const now = Date.UTC(2026, 5, 15, 12)
const all = { limit: 50, offset: 0 }
let database: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let rooms: OpenRooms
let trends: Trends
let posts = 0

beforeAll(async () => {
  database = await freshDatabase()
  db = openDatabase(database.url, { maxConnections: 3 })
  const clock = { now: () => now }
  const ids = createIdMaker(clock, 1)
  rooms = await openRooms({ db, ids, clock, origin: 'https://social.example' })
  trends = defineTrends({ db, clock, accounts: rooms.accounts, audit: defineAudit({ db, ids }) })
  await db.sql`
    insert into accounts (id, username, discoverable) select n, 'a' || n, n < 90 from generate_series(1, 99) as n
  `
})

afterAll(async () => {
  await rooms[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

/** A public post written some hours ago. */
async function post(accountId: number, hoursAgo: number, more: { likes?: number; visibility?: string } = {}) {
  const at = now - hoursAgo * hourMs
  posts += 1
  const id = ((BigInt(at) << 16n) + BigInt(posts)).toString()
  await db.sql`
    insert into posts (id, account_id, local, visibility, created_at)
    values (${id}, ${accountId}, true, ${more.visibility ?? 'public'}, ${new Date(at)})
  `
  await db.sql`insert into post_counters (post_id, likes) values (${id}, ${more.likes ?? 0})`
  return id
}

it('ranks tags by how many more people use them than usual', async () => {
  await db.sql`
    insert into tag_days (tag, day, uses, accounts) values
      ('rising', '2026-06-15', 9, 6), ('rising', '2026-06-13', 1, 1),
      ('usual', '2026-06-15', 20, 6), ('usual', '2026-06-13', 60, 30), ('usual', '2026-06-12', 60, 30),
      ('lonely', '2026-06-15', 50, 1), ('over', '2026-06-10', 90, 90)
  `
  await trends.refresh()
  expect(await trends.listTrends('tag', all)).toEqual(['rising', 'usual'])
  expect(await trends.listTrends('tag', { limit: 1, offset: 1 })).toEqual(['usual'])
})

it('ranks posts by marks that fade, and only what is public and wants to be found', async () => {
  const fresh = await post(1, 1, { likes: 10 })
  const older = await post(2, 20, { likes: 20 })
  await post(3, 100, { likes: 500 })
  await post(4, 1, { likes: 1 })
  await post(5, 1, { likes: 50, visibility: 'unlisted' })
  await post(95, 1, { likes: 50 })
  await trends.refresh()
  expect(await trends.listTrends('post', all)).toEqual([fresh, older])
})

it('ranks links that several people share, with their days', async () => {
  const url = 'https://news.example/story'
  for (const [account, hours] of [
    [1, 2],
    [2, 3],
    [2, 30],
  ] as const) {
    const id = await post(account, hours)
    await db.sql`insert into post_links (url, post_id, account_id) values (${url}, ${id}, ${account})`
  }
  const alone = await post(3, 1)
  await db.sql`insert into post_links (url, post_id, account_id) values ('https://alone.example/', ${alone}, 3)`
  await trends.refresh()
  expect(await trends.listTrends('link', all)).toEqual([url])
  const history = (await trends.findLinkHistories([url])).get(url)
  expect(history).toHaveLength(7)
  expect(history?.[0]).toMatchObject({ day: '2026-06-15', uses: 2, accounts: 2 })
  expect(history?.[1]).toMatchObject({ uses: 1, accounts: 1 })
  expect(await trends.listLinkIds(`${url}#part`, { limit: 2 })).toHaveLength(2)
})

it('names a place only from three people on', async () => {
  const visit = async (account: number, place: number) => {
    const id = await post(account, 5)
    await db.sql`
      insert into checkins (post_id, account_id, precision, shown, shown_place_id, counted, arrived_at)
      values (${id}, ${account}, 'venue', ${db.sql.json({})}, ${place}, true, now())
    `
  }
  for (const account of [1, 2, 3]) await visit(account, 700)
  for (const account of [1, 2, 2]) await visit(account, 800)
  await trends.refresh()
  expect(await trends.listTrends('place', all)).toEqual(['700'])
})

it('lists what moderators rejected to moderators alone', async () => {
  const [subject = ''] = await trends.listTrends('place', all)
  await trends.reviewTrend('place', subject, { allowed: false, by: '1' as never })
  expect(await trends.listTrends('place', all)).toEqual([])
  expect(await trends.listTrends('place', all, 'all')).toEqual([subject])
  expect(await trends.findReviews('place', [subject])).toEqual(new Map([[subject, false]]))
  await trends.reviewTrend('place', subject, { allowed: true, by: '1' as never })
  expect(await trends.listTrends('place', all)).toEqual([subject])
})
