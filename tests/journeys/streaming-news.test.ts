import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { type Heard, openSocket, type SocketReader } from '#kit/stream-reader.ts'

// What streams tell besides posts: filters, announcements, conversations; and what only one reader sees of a post.

let server: TestServer
let alice: Person
let bob: Person
let carol: Person

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  carol = await createPerson(server, 'carol')
  await alice.post(`/api/v1/accounts/${bob.id}/follow`)
}, 60_000)

afterAll(() => server?.[Symbol.asyncDispose]())

const listen = (person: Person, stream: string): Promise<SocketReader> =>
  openSocket(server.origin, { query: `?access_token=${person.token}&stream=${stream}` })

const called = (event: string) => (heard: Heard) => heard.event === event

it('tells open apps of their owner that filters have changed, and nobody else', async () => {
  await using own = await listen(alice, 'user')
  await using others = await listen(bob, 'user')
  const { body: filter } = await alice.post('/api/v2/filters', { title: 'Noise', context: ['home'] })
  await own.until(called('filters_changed'))
  const count = () => own.heard.filter(called('filters_changed')).length
  await alice.post(`/api/v2/filters/${filter.id}/keywords`, { keyword: 'din' })
  await eventually(async () => count() === 2, 'the keyword')
  await alice.call('DELETE', `/api/v2/filters/${filter.id}`)
  await eventually(async () => count() === 3, 'the end')
  const { payload: post } = await hearNewPost(others)
  expect(post.id).toBeDefined()
  expect(others.heard.some(called('filters_changed'))).toBe(false)
})

async function hearNewPost(reader: SocketReader): Promise<Heard> {
  const { body } = await bob.post('/api/v1/statuses', { status: 'Afterwards' })
  return reader.until((heard) => heard.event === 'update' && heard.payload?.id === body.id)
}

it('tells everybody of announcements, of reactions to them, and of their end', async () => {
  await using reader = await listen(bob, 'user')
  const { id } = JSON.parse(await server.cairn('announcement', 'create', 'The map is new.')) as { id: string }
  const { payload } = await reader.until(called('announcement'))
  expect(payload).toMatchObject({ id, content: '<p>The map is new.</p>' })
  expectEntity('Announcement', payload)
  const reaction = `/api/v1/announcements/${id}/reactions/${encodeURIComponent('👍')}`
  await alice.call('PUT', reaction)
  const told = await reader.until(called('announcement.reaction'))
  expect(told.payload).toEqual({ announcement_id: id, name: '👍', count: 1 })
  await alice.call('DELETE', reaction)
  await reader.until((heard) => heard.event === 'announcement.reaction' && heard.payload.count === 0)
  await server.cairn('announcement', 'delete', id)
  expect((await reader.until(called('announcement.delete'))).payload).toBe(id)
})

it('tells who is concerned of a conversation that moved on, each with the others', async () => {
  await using mine = await listen(alice, 'direct')
  await using strange = await listen(carol, 'direct')
  const { body: post } = await bob.post('/api/v1/statuses', { status: '@alice psst', visibility: 'direct' })
  const { payload, stream } = await mine.until(called('conversation'))
  expect(stream).toEqual(['direct'])
  expect(payload).toMatchObject({ unread: true, last_status: { id: post.id } })
  expect(payload.accounts.map((one: { id: string }) => one.id)).toEqual([bob.id])
  expectEntity('Conversation', payload)
  const { body: next } = await carol.post('/api/v1/statuses', {
    status: '@alice and me',
    visibility: 'direct',
  })
  await strange.until((heard) => heard.payload?.last_status?.id === next.id)
  expect(JSON.stringify(strange.heard)).not.toContain('psst')
})

it('shows in a changed post what its reader did to it: the vote, and that the thread is muted', async () => {
  const { body: post } = await bob.post('/api/v1/statuses', {
    status: 'Tea?',
    poll: { options: ['Yes', 'No'], expires_in: 3600 },
  })
  await alice.post(`/api/v1/polls/${post.poll.id}/votes`, { choices: [1] })
  await alice.post(`/api/v1/statuses/${post.id}/mute`)
  await using reader = await listen(alice, 'user')
  await using other = await listen(bob, 'user')
  await bob.call('PUT', `/api/v1/statuses/${post.id}`, {
    status: 'Tea, really?',
    poll: { options: ['Yes', 'No'], expires_in: 3600 },
  })
  const changed = (heard: Heard) => heard.event === 'status.update' && heard.payload?.id === post.id
  const { payload } = await reader.until(changed)
  expect(payload.muted).toBe(true)
  expect(payload.poll).toMatchObject({ voted: true, own_votes: [1] })
  expect((await other.until(changed)).payload.muted).toBe(false)
})

it('tells that a quote is shown no more, and of none that needed nobody’s consent', async () => {
  await using reader = await listen(alice, 'user')
  const { body: quoted } = await carol.post('/api/v1/statuses', { status: 'Quote me' })
  const { body: quoting } = await bob.post('/api/v1/statuses', {
    status: 'Look',
    quoted_status_id: quoted.id,
  })
  expect((await carol.post(`/api/v1/statuses/${quoted.id}/quotes/${quoting.id}/revoke`)).status).toBe(200)
  const about = (heard: Heard) => heard.payload?.id === quoting.id
  const { payload } = await reader.until((heard) => heard.event === 'status.update' && about(heard))
  expect(payload.quote).toMatchObject({ state: 'revoked' })
  expect(reader.heard.filter(about).map(({ event }) => event)).toEqual(['update', 'status.update'])
})

it('moves a marker once for each look at it: who is second of two at once is told', async () => {
  const { body: post } = await alice.post('/api/v1/statuses', { status: 'Read up to here' })
  const write = () => alice.post('/api/v1/markers', { home: { last_read_id: post.id } })
  expect((await write()).body.home.version).toBe(1)
  const answers = await Promise.all(Array.from({ length: 8 }, write))
  const written = answers.filter(({ status }) => status === 200)
  const refused = answers.filter(({ status }) => status === 409)
  expect([written.length + refused.length, written.length > 0]).toEqual([8, true])
  for (const { body } of refused) expect(body).toEqual({ error: 'Conflict during update, please try again' })
  const { body: after } = await alice.get('/api/v1/markers?timeline[]=home')
  expect(after.home.version).toBe(1 + written.length)
})
