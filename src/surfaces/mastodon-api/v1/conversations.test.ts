import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person
let carol: Person

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  carol = await createPerson(server, 'carol')
}, 180_000)

afterAll(() => server?.[Symbol.asyncDispose]())

interface Listed {
  readonly id: string
  readonly unread: boolean
  readonly accounts: readonly { readonly id: string }[]
  readonly last_status: { readonly id: string }
}

const write = async (person: Person, status: string, more: object = {}) =>
  (await person.post('/api/v1/statuses', { status, visibility: 'direct', ...more })).body.id as string

const list = async (person: Person, query = '') =>
  (await person.get(`/api/v1/conversations${query}`)).body as Listed[]

const untilLatest = (person: Person, postId: string) =>
  eventually(async () => {
    const found = (await list(person)).find((one) => one.last_status.id === postId)
    return found
  }, `the conversation of ${postId}`)

it('shows direct posts thread by thread, unread to those who are written to', async () => {
  const first = await write(alice, '@bob shall we meet?')
  const bobs = await untilLatest(bob, first)
  expectEntity('Conversation', bobs)
  expect(bobs).toMatchObject({ unread: true, accounts: [{ id: alice.id }], last_status: { id: first } })
  expect(await untilLatest(alice, first)).toMatchObject({ unread: false, accounts: [{ id: bob.id }] })
  const answer = await write(bob, '@alice yes', { in_reply_to_id: first })
  expect(await untilLatest(alice, answer)).toMatchObject({ unread: true })
  expect(await list(bob)).toHaveLength(1)
  expect(await list(carol)).toEqual([])
})

it('marks as read and unread, and takes out of the list until the next post', async () => {
  const [conversation] = await list(alice)
  const path = `/api/v1/conversations/${conversation?.id}`
  expect((await alice.post(`${path}/read`)).body).toMatchObject({ id: conversation?.id, unread: false })
  expect((await alice.post(`${path}/unread`)).body).toMatchObject({ unread: true })
  expect((await carol.post(`${path}/read`)).status).toBe(404)
  expect((await carol.call('DELETE', path)).status).toBe(404)
  expect((await alice.call('DELETE', path)).body).toEqual({})
  expect(await list(alice)).toEqual([])
  const next = await write(bob, '@alice still there?', { in_reply_to_id: conversation?.last_status.id })
  await untilLatest(alice, next)
})

it('goes back to the post before one that is deleted, and ends with the last', async () => {
  const first = await write(carol, '@bob one')
  await untilLatest(bob, first)
  const second = await write(carol, '@bob two', { in_reply_to_id: first })
  await untilLatest(bob, second)
  await carol.call('DELETE', `/api/v1/statuses/${second}`)
  await untilLatest(bob, first)
  await carol.call('DELETE', `/api/v1/statuses/${first}`)
  await eventually(async () =>
    (await list(bob)).every((one) => one.accounts.every((account) => account.id !== carol.id)),
  )
  expect(await list(carol)).toEqual([])
})

it('pages by the latest post, and hides those of blocked people', async () => {
  const posts = [await write(carol, '@bob alone'), await write(alice, '@bob another thread')]
  for (const post of posts) await untilLatest(bob, post)
  const first = await bob.get('/api/v1/conversations?limit=1')
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
  const second = await bob.get(next.replace(server.origin, ''))
  expect(first.body[0].last_status.id).toBe(posts[1])
  expect(second.body.map((one: Listed) => one.last_status.id)).toContain(posts[0])
  await bob.post(`/api/v1/accounts/${carol.id}/block`)
  expect((await list(bob)).some((one) => one.last_status.id === posts[0])).toBe(false)
})

it('announces to everybody, with emoji and until each has read it', async () => {
  const made = await server.cairn('announcement', 'create', 'Tea at https://example.org')
  await server.cairn('announcement', 'create', 'Over', '--ends', '2020-01-01T00:00:00Z')
  const { id } = JSON.parse(made) as { id: string }
  const shown = (await alice.get('/api/v1/announcements')).body
  for (const one of shown) expectEntity('Announcement', one)
  expect(shown).toMatchObject([{ id, read: false, reactions: [] }])
  expect(shown[0].content).toContain('href="https://example.org')
  const reaction = `/api/v1/announcements/${id}/reactions/`
  expect((await alice.call('PUT', `${reaction}${encodeURIComponent('🍵')}`)).body).toEqual({})
  expect((await bob.call('PUT', `${reaction}${encodeURIComponent('🍵')}`)).status).toBe(200)
  expect((await bob.call('PUT', `${reaction}words`)).status).toBe(422)
  expect((await alice.get('/api/v1/announcements')).body[0].reactions).toEqual([
    { name: '🍵', count: 2, me: true },
  ])
  await alice.call('DELETE', `${reaction}${encodeURIComponent('🍵')}`)
  expect((await alice.get('/api/v1/announcements')).body[0].reactions).toMatchObject([
    { count: 1, me: false },
  ])
  expect((await alice.post(`/api/v1/announcements/${id}/dismiss`)).body).toEqual({})
  expect((await alice.get('/api/v1/announcements')).body).toEqual([])
  expect((await alice.get('/api/v1/announcements?with_dismissed=true')).body).toMatchObject([{ read: true }])
  expect((await alice.post('/api/v1/announcements/1/dismiss')).status).toBe(404)
  await server.cairn('announcement', 'delete', id)
  expect((await bob.get('/api/v1/announcements')).body).toEqual([])
})

it('asks for a token and its scopes', async () => {
  const token = await server.cairn('token', 'create', '--username', 'bob', '--scopes', 'read:accounts')
  const headers = { authorization: `Bearer ${token}` }
  for (const [method, path] of [
    ['GET', '/api/v1/conversations'],
    ['POST', '/api/v1/conversations/1/read'],
    ['DELETE', '/api/v1/conversations/1'],
    ['POST', '/api/v1/announcements/1/dismiss'],
    ['PUT', '/api/v1/announcements/1/reactions/x'],
  ] as const) {
    expect((await callApi(server.origin, { method, path })).status).toBe(401)
    expect((await callApi(server.origin, { method, path, headers })).status).toBe(403)
  }
  expect((await callApi(server.origin, { method: 'GET', path: '/api/v1/announcements' })).status).toBe(401)
})
