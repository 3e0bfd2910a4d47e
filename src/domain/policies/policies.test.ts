import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { defineAudit } from '#domain/audit/index.ts'
import { defineInstance } from '#domain/instance/index.ts'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { createEventLog } from '#platform/events/index.ts'
import { createIdMaker } from '#platform/ids/index.ts'
import { definePolicies, type Policies, parseDomain } from './index.ts'

const clock = { now: () => Date.now() }
let database: Awaited<ReturnType<typeof freshDatabase>>
const opened: Database[] = []
let here: Policies
let elsewhere: Policies

async function open(worker: number): Promise<Policies> {
  const db = openDatabase(database.url, { maxConnections: 3 })
  opened.push(db)
  const ids = createIdMaker(clock, worker)
  const { announce } = createEventLog(db, ids)
  const base = { db, ids, clock, announce, origin: 'https://own.example' }
  await db.changes.listen()
  return definePolicies({ ...base, instance: defineInstance(base), audit: defineAudit(base) })
}

beforeAll(async () => {
  database = await freshDatabase()
  here = await open(1)
  elsewhere = await open(2)
})

afterAll(async () => {
  for (const db of opened) await db[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const content = {
  domain: 'evil.example',
  severity: 'suspend',
  rejectMedia: false,
  rejectReports: false,
  obfuscate: true,
  privateComment: 'seen by us',
  publicComment: 'spam',
} as const

it('tells other processes of a block, which decide from memory', async () => {
  expect((await elsewhere.policyFor('evil.example')).severity).toBe('none')
  expect((await here.blockDomain(content, { by: '7' })).kind).toBe('new')
  expect((await here.policyFor('sub.evil.example')).severity).toBe('suspend')
  await vi.waitFor(async () => expect((await elsewhere.policyFor('evil.example')).severity).toBe('suspend'))
})

it('keeps a block that is there unless told to replace it', async () => {
  const again = await here.blockDomain({ ...content, severity: 'limit' }, { by: '7' })
  expect(again).toMatchObject({ kind: 'there_already', block: { severity: 'suspend' } })
  expect((await here.blockDomain(content, { by: '7', replace: true })).kind).toBe('same')
  const changed = await here.blockDomain({ ...content, severity: 'limit' }, { by: '7', replace: true })
  expect(changed).toMatchObject({ kind: 'changed', block: { severity: 'limit' } })
  expect((await here.policyFor('evil.example')).severity).toBe('limit')
  expect(await here.unblockDomain('evil.example', '7')).toMatchObject({ severity: 'limit' })
  expect(await here.unblockDomain('evil.example', '7')).toBeUndefined()
})

it.each([
  ['Evil.Example', 'evil.example'],
  ['https://evil.example/about', 'evil.example'],
  ['*.evil.example', 'evil.example'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['evil.example:8443', 'evil.example:8443'],
  ['', undefined],
  ['not a domain', undefined],
  ['a@b', undefined],
])('reads the domain %j as %j', (text, domain) => {
  expect(parseDomain(text)).toBe(domain)
})
