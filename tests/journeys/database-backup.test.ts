import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createFormBrowser, overHttp } from '#kit/form-browser.ts'
import { createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

// The disk is lost: what was backed up beside the running server comes back on another machine, which is another cluster.
let folder: string
let file: string
let server: TestServer
let origin: string
let alice: Person
let bob: Person
const texts = Array.from({ length: 5 }, (_, post) => `Last words ${post} for @bob`)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-backup-'))
  file = join(folder, 'cairn.backup')
  const dataDir = join(folder, 'before')
  const working = await startServer({ embedded: true, dataDir })
  origin = working.origin
  alice = await createPerson(working, 'alice')
  bob = await createPerson(working, 'bob')
  await bob.post(`/api/v1/accounts/${alice.id}/follow`)
  const cafe = { name: 'Café de Flore', latitude: 48.854, longitude: 2.3326 }
  const { body: place } = await alice.post('/api/cairn/v1/places', cafe)
  await publish(alice, 'Coffee', { place_id: place.id, checkin: { precision: 'venue' } })
  await eventually(async () => (await homeOf(bob)).length === 1, 'the check-in')
  await working[Symbol.asyncDispose]()
  // Nobody brings these home: that is still to be done as of the backup.
  server = await startServer({
    embedded: true,
    dataDir,
    environment: { ROLES: 'web', CAIRN_ORIGIN: origin },
  })
  for (const text of texts) await publish(personWith(server.origin, alice), text)
}, 120_000)

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function publish(person: Person, status: string, more: object = {}): Promise<void> {
  expect((await person.post('/api/v1/statuses', { status, ...more })).status).toBe(200)
}

async function homeOf(person: Person): Promise<{ content: string; place?: { name: string } }[]> {
  return (await person.get('/api/v1/timelines/home?limit=40')).body
}

/** An operator's command on a data folder of its own, without a server. */
async function restoreInto(dataDir: string, from: string): Promise<TestServer> {
  await server.cairnOn(dataDir, 'database', 'restore', from)
  return startServer({ embedded: true, dataDir, environment: { CAIRN_ORIGIN: origin } })
}

it('brings everything back that was there, and what was still to be done is done once', async () => {
  const counted = JSON.parse(await server.cairn('database', 'backup', file)) as Record<string, number>
  expect(counted).toMatchObject({ posts: 6, users: 2, follows: 1 })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await readdir(folder)).toSorted()).toEqual(['before', 'cairn.backup'])
  await publish(personWith(server.origin, alice), 'Too late for the backup')

  const dataDir = join(folder, 'after')
  await using after = await restoreInto(dataDir, file)
  expect(await readFile(join(dataDir, 'secret'), 'utf8')).toBe(
    await readFile(join(server.dataDir, 'secret'), 'utf8'),
  )
  const bobThere = personWith(after.origin, bob)
  await eventually(async () => (await homeOf(bobThere)).length >= 6, 'the home')
  // What comes after all of that is done after all of that.
  await publish(personWith(after.origin, alice), 'First words for @bob there')
  await eventually(async () => (await homeOf(bobThere))[0]?.content.includes('First words'), 'a new post')
  const home = await homeOf(bobThere)
  expect(home).toHaveLength(7)
  expect(home.at(-1)?.place?.name).toBe('Café de Flore')
  expect(home.filter(({ content }) => content.includes('Too late'))).toEqual([])
  const mentions = await eventually(async () => {
    const { body } = await bobThere.get('/api/v1/notifications?types[]=mention')
    return body.length >= 6 && (body as unknown[])
  }, 'the mentions')
  expect(mentions).toHaveLength(6)
  const browser = createFormBrowser(overHttp(after.origin), origin)
  const signIn = await browser.get('/auth/sign-in')
  const entered = await browser.submit(signIn, { login: 'alice', password: 'correct horse battery' })
  // 422 where the name or the password is wrong.
  expect(entered.status).toBe(303)
  await expect(after.cairn('database', 'restore', file)).rejects.toThrow(/Stop them all first/)
  await after[Symbol.asyncDispose]()
  await expect(after.cairn('database', 'restore', file)).rejects.toThrow(/is not empty/)
}, 120_000)

it('writes over no file', async () => {
  const kept = await readFile(file)
  await expect(server.cairn('database', 'backup', file)).rejects.toThrow(/is there already/)
  expect((await readFile(file)).equals(kept)).toBe(true)
})

it('refuses a file of which a byte is wrong or missing, and makes nothing', async () => {
  const whole = await readFile(file)
  const flipped = Buffer.from(whole)
  const middle = Math.floor(whole.length / 2)
  flipped[middle] = (whole[middle] ?? 0) ^ 1
  const dataDir = join(folder, 'nothing')
  await mkdir(dataDir)
  for (const bytes of [flipped, whole.subarray(0, -1)]) {
    await writeFile(join(folder, 'damaged'), bytes)
    const restoring = server.cairnOn(dataDir, 'database', 'restore', join(folder, 'damaged'))
    await expect(restoring).rejects.toThrow(/damaged, or cut short. Nothing was restored/)
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
    expect(await readdir(dataDir)).toEqual([])
  }
})
