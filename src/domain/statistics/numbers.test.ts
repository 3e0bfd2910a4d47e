import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { defineStatistics, dimensionKeys, parsePeriod, type Statistics } from './index.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let statistics: Statistics
const week = parsePeriod('2026-03-02', '2026-03-08')
if (!week) throw new Error('That is a week.')

/** An id of noon of a day of March. */
const idOf = (day: number, n: number) => ((BigInt(Date.UTC(2026, 2, day, 12)) << 16n) + BigInt(n)).toString()
const noon = (day: number) => new Date(Date.UTC(2026, 2, day, 12))

beforeAll(async () => {
  database = await freshDatabase()
  db = openDatabase(database.url, { maxConnections: 3 })
  const access = { countUsers: async () => ({ total: 0, activeMonth: 0, activeHalfYear: 0 }) }
  statistics = defineStatistics({ db, clock: { now: () => noon(9).getTime() }, access })
  const { sql } = db
  for (const [id, day] of [
    ['1', 2],
    ['2', 2],
    ['3', 4],
  ] as const) {
    await sql`insert into accounts (id, username) values (${id}, ${`u${id}`})`
    await sql`
      insert into users (account_id, email, email_normal, password_hash, locale, created_at)
      values (${id}, ${id}, ${id}, '', ${id === '3' ? 'de' : 'en'}, ${noon(day)})
    `
  }
  await sql`
    insert into user_active_days (account_id, day) values
      (1, '2026-03-02'), (2, '2026-03-02'), (1, '2026-03-03'), (3, '2026-03-04'), (1, '2026-02-25')
  `
  await sql`
    insert into accounts (id, username, domain, uri) values (${idOf(5, 1)}, 'far', 'Far.example', 'https://far.example/far')
  `
  const posts = [
    [idOf(3, 1), '1', true, null, 'en'],
    [idOf(4, 1), idOf(5, 1), false, idOf(3, 1), 'de'],
    [idOf(5, 2), idOf(5, 1), false, null, 'fr'],
  ] as const
  for (const [id, account, local, reply, language] of posts)
    await sql`
      insert into posts (id, account_id, local, visibility, reply_to_id, language, created_at)
      values (${id}, ${account}, ${local}, 'public', ${reply}, ${language}, ${new Date(Number(BigInt(id) >> 16n))})
    `
  await sql`insert into likes (account_id, post_id, id, created_at) values (2, ${idOf(3, 1)}, 1, ${noon(3)})`
  await sql`insert into post_tags (tag, post_id, display) values ('stones', ${idOf(5, 2)}, 'Stones')`
  await sql`insert into tag_days (tag, day, uses, accounts) values ('stones', '2026-03-05', 3, 2)`
  await sql`
    insert into reports (id, reporter_id, target_id, created_at, resolved_at)
    values (1, 1, ${idOf(5, 1)}, ${noon(6)}, ${noon(8)})
  `
  await sql`
    insert into follows (id, follower_id, followed_id, state, follower_local, created_at) values
      (1, 1, ${idOf(5, 1)}, 'accepted', true, ${noon(7)}), (2, ${idOf(5, 1)}, 2, 'accepted', false, ${noon(7)})
  `
})

afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

it.each([
  ['active_users', '', '3', '1', { '2026-03-02': '2', '2026-03-03': '1', '2026-03-04': '1' }],
  ['new_users', '', '3', '0', { '2026-03-02': '2', '2026-03-04': '1' }],
  ['interactions', '', '2', '0', { '2026-03-03': '1', '2026-03-04': '1' }],
  ['opened_reports', '', '1', '0', { '2026-03-06': '1' }],
  ['resolved_reports', '', '1', '0', { '2026-03-08': '1' }],
  ['tag_uses', 'stones', '3', '0', { '2026-03-05': '3' }],
  ['tag_accounts', 'stones', '2', '0', { '2026-03-05': '2' }],
  ['tag_servers', 'stones', '1', '0', { '2026-03-05': '1' }],
  ['instance_accounts', 'far.example', '1', undefined, { '2026-03-05': '1' }],
  ['instance_statuses', 'far.example', '2', undefined, { '2026-03-04': '1', '2026-03-05': '1' }],
  ['instance_reports', 'far.example', '1', undefined, { '2026-03-06': '1' }],
  ['instance_follows', 'far.example', '1', undefined, { '2026-03-07': '1' }],
  ['instance_followers', 'far.example', '1', undefined, { '2026-03-07': '1' }],
  ['instance_media_attachments', 'far.example', '0', undefined, {}],
] as const)('measures %s', async (key, about, total, before, days) => {
  const measure = await statistics.measure(key, about, week)
  expect([measure.total, measure.previousTotal]).toEqual([total, before])
  expect(measure.days).toHaveLength(7)
  expect(
    Object.fromEntries(measure.days.filter((day) => day.value !== '0').map((day) => [day.day, day.value])),
  ).toEqual(days)
})

it.each([
  ['languages', '', ['en 2', 'de 1']],
  ['sources', '', ['Website 1']],
  ['servers', '', ['far.example 2']],
  ['tag_servers', 'stones', ['far.example 1']],
  ['tag_languages', 'stones', ['fr 1']],
  ['instance_accounts', 'far.example', ['far 1']],
  ['instance_languages', 'far.example', ['de 1', 'fr 1']],
] as const)('finds the most of %s', async (key, about, rows) => {
  const found = await statistics.findDimension(key, { about, period: week, limit: 5, version: '1' })
  expect(found.map((row) => `${row.key} ${row.value}`)).toEqual(rows)
})

it('knows every dimension, and the size of the database', async () => {
  for (const key of dimensionKeys)
    await statistics.findDimension(key, { about: 'x', period: week, limit: 5, version: '1' })
  const space = await statistics.findDimension('space_usage', {
    about: '',
    period: week,
    limit: 5,
    version: '1',
  })
  expect(Number(space.find((row) => row.key === 'postgresql')?.value)).toBeGreaterThan(1_000_000)
})

it('follows those who joined together', async () => {
  const cohorts = await statistics.listCohorts(week, 'day')
  expect(cohorts).toHaveLength(7)
  expect(cohorts[0]?.data.slice(0, 3)).toEqual([
    { date: '2026-03-02', value: 2, rate: 1 },
    { date: '2026-03-03', value: 1, rate: 0.5 },
    { date: '2026-03-04', value: 0, rate: 0 },
  ])
  const [month] = await statistics.listCohorts(week, 'month')
  expect(month).toEqual({ period: '2026-03-01', data: [{ date: '2026-03-01', value: 3, rate: 1 }] })
})

it.each([
  ['2026-03-02', '2026-03-01'],
  ['2026-03-02', 'soon'],
  ['2020-01-01', '2026-01-01'],
])('reads no period from %s to %s', (from, to) => {
  expect(parsePeriod(from, to)).toBeUndefined()
})
