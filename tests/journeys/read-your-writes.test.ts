import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPerson, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

// Two processes on one database, as behind a load balancer, and apps that carry nothing but their token. What one process
// has answered the other knows: nothing here waits, so a page remembered a moment too long fails.
let first: TestServer
let second: TestServer
let alice: Person
let bob: Person
let aliceThere: Person

type Listed = {
  id: string
  content: string
  favourited: boolean
  bookmarked: boolean
  favourites_count: number
}

beforeAll(async () => {
  first = await startServer()
  second = await startServer({
    environment: { CAIRN_ORIGIN: first.origin, DATABASE_URL: first.databaseUrl ?? '' },
  })
  alice = await createPerson(first, 'alice')
  bob = await createPerson(first, 'bob')
  aliceThere = personWith(second.origin, alice)
}, 180_000)

afterAll(async () => {
  await second?.[Symbol.asyncDispose]()
  await first?.[Symbol.asyncDispose]()
})

const times = Array.from({ length: 8 }, (_, index) => index)

const publish = async (by: Person, text: string): Promise<string> =>
  (await by.post('/api/v1/statuses', { status: text })).body.id

const homeThere = async (): Promise<Listed[]> => (await aliceThere.get('/api/v1/timelines/home')).body

const idsThere = async (path: string): Promise<string[]> =>
  (await aliceThere.get(path)).body.map(({ id }: Listed) => id)

it('finds an own post, and then its deletion, by the other process at once', async () => {
  for (const time of times) {
    await homeThere()
    await idsThere('/api/v1/timelines/public?local=true')
    const id = await publish(alice, `Post ${time}`)
    expect(await idsThere('/api/v1/timelines/home')).toContain(id)
    expect(await idsThere('/api/v1/timelines/public?local=true')).toContain(id)
    await alice.call('DELETE', `/api/v1/statuses/${id}`)
    expect(await idsThere('/api/v1/timelines/home')).not.toContain(id)
    expect((await aliceThere.get(`/api/v1/statuses/${id}`)).status).toBe(404)
  }
})

it('finds own likes, bookmarks and their counts by the other process at once', async () => {
  const id = await publish(alice, 'Well liked')
  const there = async (): Promise<Listed> => (await aliceThere.get(`/api/v1/statuses/${id}`)).body
  for (const _ of times) {
    await there()
    await alice.post(`/api/v1/statuses/${id}/favourite`)
    await alice.post(`/api/v1/statuses/${id}/bookmark`)
    expect(await there()).toMatchObject({ favourited: true, favourites_count: 1, bookmarked: true })
    await alice.post(`/api/v1/statuses/${id}/unfavourite`)
    await alice.post(`/api/v1/statuses/${id}/unbookmark`)
    expect(await there()).toMatchObject({ favourited: false, favourites_count: 0, bookmarked: false })
  }
})

it('hides whom one has just muted, blocked or left by the other process at once', async () => {
  const id = await publish(bob, 'By Bob')
  const feed = () => idsThere('/api/v1/timelines/public?local=true')
  for (const [does, undoes] of [
    ['mute', 'unmute'],
    ['block', 'unblock'],
  ]) {
    for (const _ of times) {
      expect(await feed()).toContain(id)
      await alice.post(`/api/v1/accounts/${bob.id}/${does}`)
      expect(await feed()).not.toContain(id)
      await alice.post(`/api/v1/accounts/${bob.id}/${undoes}`)
    }
  }
})

it('shows what happened meanwhile by a process that was stopped, from its first answer on', async () => {
  for (const time of times.slice(0, 5)) {
    await homeThere()
    const pid = second.pid() ?? 0
    process.kill(pid, 'SIGSTOP')
    const id = await publish(alice, `While it stood still ${time}`)
    const ids = idsThere('/api/v1/timelines/home')
    process.kill(pid, 'SIGCONT')
    expect(await ids).toContain(id)
  }
})
