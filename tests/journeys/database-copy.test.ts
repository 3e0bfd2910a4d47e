import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

// The embedded database is outgrown: its rows go to a PostgreSQL elsewhere, which is another cluster.
let dataDir: string
let before: TestServer
let target: Awaited<ReturnType<typeof freshDatabase>>
let alice: Person
let bob: Person

beforeAll(async () => {
  target = await freshDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'cairn-copy-'))
  before = await startServer({ embedded: true, dataDir })
  alice = await createPerson(before, 'alice')
  bob = await createPerson(before, 'bob')
  await bob.post(`/api/v1/accounts/${alice.id}/follow`)
  await publish(alice, 'Handled before')
  await eventually(async () => (await homeOf(bob)).includes('Handled before'), 'the post')
}, 120_000)

afterAll(async () => {
  await before?.[Symbol.asyncDispose]()
  await target?.[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true, force: true })
})

async function publish(person: Person, text: string): Promise<void> {
  expect((await person.post('/api/v1/statuses', { status: text })).status).toBe(200)
}

async function homeOf(person: Person): Promise<string[]> {
  const { body } = await person.get('/api/v1/timelines/home')
  return body.map((post: { content: string }) => post.content.replaceAll(/<[^>]*>/g, ''))
}

it('refuses while the server runs, then brings every row over, and what consumers have still to do', async () => {
  await expect(before.cairn('database', 'copy', '--to', target.url)).rejects.toThrow(/Stop them all first/)
  await before[Symbol.asyncDispose]()
  // Nobody brings these home: that is still to be done when the server ends.
  const idle = await startServer({
    embedded: true,
    dataDir,
    environment: { ROLES: 'web', CAIRN_ORIGIN: before.origin },
  })
  for (let post = 0; post < 20; post++) await publish(personWith(idle.origin, alice), `Last words ${post}`)
  await idle[Symbol.asyncDispose]()
  const copied = JSON.parse(await before.cairn('database', 'copy', '--to', target.url)) as Record<
    string,
    number
  >
  expect(copied).toMatchObject({ posts: 21, users: 2 })
  const sql = postgres(target.url, { max: 1 })
  for (const table of ['posts', 'accounts', 'follows', 'home_entries'].filter((name) => name in copied)) {
    const [row] = await sql.unsafe<{ n: number }[]>(`select count(*)::int as n from ${table}`)
    expect([table, row?.n]).toEqual([table, copied[table]])
  }
  await sql.end()
  await using after = await startServer({
    dataDir,
    environment: { CAIRN_ORIGIN: before.origin, DATABASE_URL: target.url },
  })
  const bobThere = personWith(after.origin, bob)
  await eventually(async () => (await homeOf(bobThere)).length >= 20, 'the home')
  await publish(personWith(after.origin, alice), 'First words there')
  await eventually(async () => (await homeOf(bobThere)).includes('First words there'), 'a new post')
  const { body } = await bobThere.get('/api/v1/timelines/home?limit=40')
  const texts = body.map((post: { content: string }) => post.content)
  expect(texts).toHaveLength(22)
  expect(new Set(texts).size).toBe(22)
})

it('refuses a database that holds anything', async () => {
  await expect(before.cairn('database', 'copy', '--to', target.url)).rejects.toThrow(/is not empty/)
})
