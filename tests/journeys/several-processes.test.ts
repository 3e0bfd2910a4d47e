import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

// Two processes on one database, as behind a load balancer. What one remembers ends by time only after 30 seconds, and
// `eventually` gives up after 20: so what is seen here was told.
let first: TestServer
let second: TestServer
let alice: Person
let bob: Person
let aliceThere: Person
let bobThere: Person

beforeAll(async () => {
  first = await startServer()
  second = await startServer({
    environment: { CAIRN_ORIGIN: first.origin, DATABASE_URL: first.databaseUrl ?? '' },
  })
  alice = await createPerson(first, 'alice')
  bob = await createPerson(first, 'bob')
  aliceThere = personWith(second.origin, alice)
  bobThere = personWith(second.origin, bob)
  await bob.post(`/api/v1/accounts/${alice.id}/follow`)
}, 180_000)

afterAll(async () => {
  await second?.[Symbol.asyncDispose]()
  await first?.[Symbol.asyncDispose]()
})

const publish = async (text: string, visibility = 'public') => {
  const { status, body } = await alice.post('/api/v1/statuses', { status: text, visibility })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body as { id: string }
}

type Listed = { id: string; content: string; favourited: boolean; favourites_count: number }

const listed = async (person: Person, path = '/api/v1/timelines/home'): Promise<Listed[]> =>
  (await person.get(path)).body

/** Reads until the post stands in the second process's home as wanted; reading keeps it remembered there. */
const seenThere = (id: string, wanted: (post: Listed | undefined) => boolean, what: string) =>
  eventually(async () => wanted((await listed(bobThere)).find((post) => post.id === id)), what)

describe('a change in one process', () => {
  it('shows an own post at once where it was made', async () => {
    await listed(alice)
    const { id } = await publish('Mine')
    expect((await listed(alice)).map((post) => post.id)).toContain(id)
  })

  it('brings a new post into a home and the feeds that another remembers', async () => {
    await listed(bobThere)
    await listed(bobThere, '/api/v1/timelines/public')
    const { id } = await publish('News')
    await seenThere(id, (post) => post !== undefined, 'the post at home')
    await eventually(
      async () => (await listed(bobThere, '/api/v1/timelines/public')).some((post) => post.id === id),
      'the post in the public feed',
    )
  })

  it('changes the text that another remembers', async () => {
    const { id } = await publish('As it was')
    await seenThere(id, (post) => post?.content === '<p>As it was</p>', 'the post')
    await alice.call('PUT', `/api/v1/statuses/${id}`, { status: 'As it is' })
    expect(await seenThere(id, (post) => post?.content === '<p>As it is</p>', 'the edit')).toBe(true)
  })

  it('moves counters and marks that another remembers', async () => {
    const { id } = await publish('Like me')
    await seenThere(id, (post) => post?.favourites_count === 0 && !post.favourited, 'the post')
    await bob.post(`/api/v1/statuses/${id}/favourite`)
    await seenThere(id, (post) => post?.favourites_count === 1 && post.favourited, 'the like')
    await bob.post(`/api/v1/statuses/${id}/unfavourite`)
    expect(
      await seenThere(id, (post) => post?.favourites_count === 0 && !post.favourited, 'the end of the like'),
    ).toBe(true)
  })

  it('takes a deleted post out of what another remembers', async () => {
    const { id } = await publish('Short-lived')
    await seenThere(id, (post) => post !== undefined, 'the post')
    await alice.call('DELETE', `/api/v1/statuses/${id}`)
    expect(await seenThere(id, (post) => post === undefined, 'its end')).toBe(true)
  })

  it('ends the sight of followers-only posts with the follow', async () => {
    const { id } = await publish('For followers', 'private')
    const path = `/api/v1/accounts/${alice.id}/statuses`
    await eventually(async () => (await listed(bobThere, path)).some((post) => post.id === id), 'the post')
    await bob.post(`/api/v1/accounts/${alice.id}/unfollow`)
    await eventually(async () => (await listed(bobThere, path)).every((post) => post.id !== id), 'its end')
    expect((await bobThere.get(`/api/v1/statuses/${id}`)).status).toBe(404)
    await bob.post(`/api/v1/accounts/${alice.id}/follow`)
    await eventually(async () => (await listed(bobThere, path)).some((post) => post.id === id), 'it again')
  })

  it('never shows a followers-only post to a stranger, whoever has read it before', async () => {
    const stranger = await createPerson(first, 'stranger')
    const { id } = await publish('For followers again', 'private')
    await seenThere(id, (post) => post !== undefined, 'the post')
    for (const origin of [first.origin, second.origin]) {
      const reader = personWith(origin, stranger)
      expect((await reader.get(`/api/v1/statuses/${id}`)).status).toBe(404)
      for (const path of [`/api/v1/accounts/${alice.id}/statuses`, '/api/v1/timelines/public'])
        expect((await listed(reader, path)).map((post) => post.id)).not.toContain(id)
    }
  })

  it('hides a muted and a blocked author in another, and shows them again', async () => {
    const { id } = await publish('Hide me')
    await seenThere(id, (post) => post !== undefined, 'the post')
    await bob.post(`/api/v1/accounts/${alice.id}/mute`)
    await seenThere(id, (post) => post === undefined, 'the mute')
    await bob.post(`/api/v1/accounts/${alice.id}/unmute`)
    await seenThere(id, (post) => post !== undefined, 'the end of the mute')
    await bob.post(`/api/v1/accounts/${alice.id}/block`)
    await eventually(async () => (await bobThere.get(`/api/v1/statuses/${id}`)).status === 404, 'the block')
    await bob.post(`/api/v1/accounts/${alice.id}/unblock`)
    await eventually(async () => (await bobThere.get(`/api/v1/statuses/${id}`)).status === 200, 'its end')
  })

  it('ends a token that another remembers', async () => {
    const token = await first.cairn('token', 'create', '--username', 'bob', '--scopes', 'read')
    const there = personWith(second.origin, { id: bob.id, username: 'bob', token })
    expect((await there.get('/api/v1/accounts/verify_credentials')).status).toBe(200)
    await first.cairn('account', 'suspend', '--username', 'bob')
    await eventually(async () => (await listedStatus(there)) !== 200, 'the end of the token')
  })

  const listedStatus = async (person: Person) => (await person.get('/api/v1/timelines/home')).status

  it('hides a suspended author in another, by the operator’s command', async () => {
    const { id } = await publish('Soon gone')
    const path = '/api/v1/timelines/public'
    const reader = personWith(second.origin, await createPerson(first, 'reader'))
    await eventually(async () => (await listed(reader, path)).some((post) => post.id === id), 'the post')
    await first.cairn('account', 'suspend', '--username', 'alice')
    await eventually(async () => (await listed(reader, path)).every((post) => post.id !== id), 'its end')
    expect((await aliceThere.get('/api/v1/timelines/home')).status).not.toBe(200)
  })
})
