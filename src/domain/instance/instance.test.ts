import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { defineInstance, describeInstanceSettings, type Instance } from './index.ts'

let now = Date.parse('2026-01-01T00:00:00Z')
const clock = { now: () => now }
let database: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let instance: Instance

beforeAll(async () => {
  database = await freshDatabase()
  db = openDatabase(database.url, { maxConnections: 4 })
  instance = defineInstance({ db, clock })
})

afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

it('starts with every default', async () => {
  expect(await instance.getSettings()).toMatchObject({ title: 'Cairn', registrations: 'open', rules: [] })
})

it('serves a change at once here, and within five seconds to a process that did not hear of it', async () => {
  await using deaf = openDatabase(database.url, { maxConnections: 1 })
  const elsewhere = defineInstance({ db: deaf, clock })
  await elsewhere.getSettings()
  expect(await instance.setSetting('registrations', ' approval ')).toEqual({ kind: 'set', value: 'approval' })
  expect((await instance.getSettings()).registrations).toBe('approval')
  expect((await elsewhere.getSettings()).registrations).toBe('open')
  now += 5000
  expect((await elsewhere.getSettings()).registrations).toBe('approval')
})

it.each([
  ['rules', 'Be kind.\n\nNo spam.', ['Be kind.', 'No spam.']],
  ['rules', '["Be kind.", "[No] spam."]', ['Be kind.', '[No] spam.']],
  ['rules', '[sic] is a rule', ['[sic] is a rule']],
  ['rules', '', []],
  ['languages', 'en, pt-BR', ['en', 'pt-BR']],
  ['contact-email', 'ops@example.org', 'ops@example.org'],
  ['contact-email', '', ''],
  ['title', 'Stones\0', 'Stones'],
])('reads %s from %j', async (name, text, value) => {
  expect(await instance.setSetting(name, text)).toEqual({ kind: 'set', value })
})

it.each([
  ['title', ' ', 'title must have 1 to 100 characters.'],
  ['registrations', 'maybe', 'registrations must be one of: open, approval, invite, closed.'],
  ['contact-email', 'nobody', 'contact-email must be an e-mail address, or empty.'],
  ['languages', 'english!', 'languages has a wrong item: english!.'],
  ['nonsense', 'x', 'There is no setting nonsense.'],
])('refuses %s %j with a sentence', async (name, text, problem) => {
  expect(await instance.setSetting(name, text)).toEqual({ kind: 'refused', problem })
})

it('falls back to the default where the stored value has the wrong form', async () => {
  await db.sql`update instance_settings set value = ${db.sql.json({ a: 1 })} where name = 'title'`
  now += 5000
  expect((await instance.getSettings()).title).toBe('Cairn')
})

it('describes every setting for the operator', () => {
  for (const setting of describeInstanceSettings()) {
    expect(setting.about).toMatch(/\.$/)
  }
})
