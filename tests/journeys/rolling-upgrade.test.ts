import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyDatabase } from '#kit/fresh-database.ts'
import { createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { hasPreviousVersion, unpackPreviousVersion } from '#kit/previous-version.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

// The version before serves people; this one is started beside it, on the same database, and takes over.
let database: Awaited<ReturnType<typeof emptyDatabase>>
let sources: Awaited<ReturnType<typeof unpackPreviousVersion>>
let before: TestServer
let after: TestServer
let alice: Person
let bob: Person
const written: string[] = []

beforeAll(async () => {
  if (!hasPreviousVersion) return
  database = await emptyDatabase()
  sources = await unpackPreviousVersion()
  before = await startServer({ root: sources.root, environment: { DATABASE_URL: database.url } })
  alice = await createPerson(before, 'alice')
  bob = await createPerson(before, 'bob')
  await bob.post(`/api/v1/accounts/${alice.id}/follow`)
}, 120_000)

afterAll(async () => {
  await after?.[Symbol.asyncDispose]()
  await before?.[Symbol.asyncDispose]()
  await sources?.[Symbol.asyncDispose]()
  await database?.[Symbol.asyncDispose]()
})

async function publish(server: TestServer, text: string, more: object = {}): Promise<string> {
  const author = personWith(server.origin, alice)
  const { status, body } = await author.post('/api/v1/statuses', { status: text, ...more })
  expect(status).toBe(200)
  written.push(text)
  return body.id
}

interface Post {
  readonly id: string
  readonly content: string
  readonly favourites_count: number
  readonly place?: { readonly name: string }
}

async function homeOf(person: Person, server: TestServer): Promise<readonly Post[]> {
  return (await personWith(server.origin, person).get('/api/v1/timelines/home?limit=40')).body
}

const texts = (posts: readonly Post[]) => posts.map(({ content }) => content.replaceAll(/<[^>]*>|📍.*/g, ''))

const seen = (server: TestServer, id: string, wanted: (post: Post) => boolean = () => true) =>
  eventually(
    async () => (await homeOf(bob, server)).some((post) => post.id === id && wanted(post)),
    `post ${id} by ${server === before ? 'the version before' : 'this version'}`,
  )

describe.skipIf(!hasPreviousVersion)('an upgrade without a stop', () => {
  it('changes the schema while the version before goes on to take posts', async () => {
    const starting = startServer({
      environment: { DATABASE_URL: database.url, CAIRN_ORIGIN: before.origin },
    })
    const progress = { isOver: false }
    const started = starting.finally(() => {
      progress.isOver = true
    })
    for (let post = 0; !progress.isOver && post < 500; post++)
      await publish(before, `While it starts ${post}`)
    after = await started
    await publish(before, 'When it has started')
    expect((await after.cairn('account', 'list')).includes('alice')).toBe(true)
  }, 120_000)

  it('shows by each what was done by the other', async () => {
    const cafe = { name: 'Café de Flore', latitude: 48.854, longitude: 2.3326 }
    const made = await personWith(before.origin, alice).post('/api/cairn/v1/places', cafe)
    expect(made.status).toBe(200)
    for (const [here, there] of [
      [before, after],
      [after, before],
    ] as const) {
      const id = await publish(here, `From ${here.origin}`, {
        place_id: made.body.id,
        checkin: { precision: 'venue' },
      })
      await seen(there, id, (post) => post.place?.name === cafe.name)
      await personWith(there.origin, bob).post(`/api/v1/statuses/${id}/favourite`)
      await seen(here, id, (post) => post.favourites_count === 1)
      await personWith(there.origin, alice).call('PUT', `/api/v1/statuses/${id}`, { status: 'Edited there' })
      written[written.length - 1] = 'Edited there'
      await seen(here, id, (post) => post.content.includes('Edited there'))
      const gone = await publish(here, 'Soon deleted')
      await seen(there, gone)
      await personWith(there.origin, alice).call('DELETE', `/api/v1/statuses/${gone}`)
      written.pop()
      await eventually(
        async () => (await homeOf(bob, here)).every((post) => post.id !== gone),
        'the deletion',
      )
    }
  }, 120_000)

  it('takes nothing away from a version that is at work', async () => {
    await expect(after.cairn('database', 'contract')).rejects.toThrow(/older version/)
    await publish(before, 'It still works')
  })

  it('has lost and doubled nothing when the version before is gone', async () => {
    await before[Symbol.asyncDispose]()
    const contracted = JSON.parse(await after.cairn('database', 'contract')) as string[]
    expect(contracted).toContain('contract/20261129170000-trends-without-time.sql')
    expect(JSON.parse(await after.cairn('database', 'contract'))).toEqual([])
    await publish(after, 'All is new')
    const newest = written.slice(-40).toReversed()
    await eventually(async () => (await homeOf(bob, after)).length === newest.length, 'the home')
    await eventually(async () => texts(await homeOf(bob, after))[0] === 'All is new', 'the newest post')
    expect(texts(await homeOf(bob, after))).toEqual(newest)
  }, 120_000)
})
