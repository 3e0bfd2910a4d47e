import { createStreamingAPIClient, type mastodon } from 'masto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { type Heard, openEvents, openSocket, type StreamReader } from '#kit/stream-reader.ts'
import { openDatabase } from '#platform/db/index.ts'

let server: TestServer
let alice: Person
let bob: Person
let carol: Person

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  carol = await createPerson(server, 'carol')
  await bob.post(`/api/v1/accounts/${alice.id}/follow`)
}, 180_000)

afterAll(() => server?.[Symbol.asyncDispose]())

const asBearer = (person: { token: string }) => ({ authorization: `Bearer ${person.token}` })
const isPost =
  (id: string, event = 'update') =>
  (heard: Heard) =>
    heard.event === event && heard.payload?.id === id
const open = (person: Person, stream: string) =>
  openSocket(server.origin, { query: `?stream=${stream}`, headers: asBearer(person) })

async function publish(person: Person, text: string, more: object = {}): Promise<string> {
  return (await person.post('/api/v1/statuses', { status: text, ...more })).body.id as string
}

/** What is told is told in order: once a later post of one's own has come, an earlier one will not. */
async function hasHeardAllBut(person: Person, reader: StreamReader, id: string): Promise<void> {
  const own = await publish(person, 'Anything yet?', { visibility: 'public' })
  await reader.until(isPost(own))
  expect(reader.heard.filter((heard) => JSON.stringify(heard).includes(id))).toEqual([])
}

it('streams to masto, with the token as its protocol: posts, edits, deletions and notifications', async () => {
  const client = createStreamingAPIClient({
    streamingApiUrl: server.origin.replace('http', 'ws'),
    accessToken: bob.token,
    implementation: WebSocket,
  })
  using subscription = client.user.subscribe()
  const events: mastodon.streaming.Event[] = []
  const reading = (async () => {
    for await (const event of subscription) {
      events.push(event)
      if (event.event === 'delete') return
    }
  })()
  await eventually(async () => {
    await publish(alice, 'Is anybody there?')
    return events.length > 0
  }, 'the first event')
  const id = await publish(alice, '@bob good morning')
  await eventually(async () => events.some((one) => one.event === 'notification'))
  await alice.call('PUT', `/api/v1/statuses/${id}`, { status: '@bob good evening' })
  // Of a post that is gone already no edit is told.
  await eventually(async () => events.some((one) => one.event === 'status.update'), 'the edit')
  await alice.call('DELETE', `/api/v1/statuses/${id}`)
  await reading
  client.close()
  const told = events.filter((one) => JSON.stringify(one.payload).includes(id))
  expect(told.map((one) => one.event).filter((name) => name !== 'notification')).toEqual([
    'update',
    'status.update',
    'delete',
  ])
  expect(told.find((one) => one.event === 'status.update')?.payload).toMatchObject({
    id,
    content: expect.stringContaining('good evening'),
  })
  expect(events.find((one) => one.event === 'notification')?.payload).toMatchObject({ type: 'mention' })
})

it('multiplexes: streams are subscribed to and left by messages, each named by its elements', async () => {
  await using reader = await openSocket(server.origin, { query: `?access_token=${bob.token}` })
  reader.say({ type: 'subscribe', stream: 'public:local' })
  reader.say({ type: 'subscribe', stream: 'hashtag', tag: 'Kyoto' })
  reader.say({ type: 'subscribe', stream: 'user' })
  await hasHeardAllBut(bob, reader, 'nothing')
  const id = await publish(carol, 'Rain in #kyoto', { visibility: 'public' })
  await reader.until((heard) => isPost(id)(heard) && heard.stream?.[0] === 'public:local')
  const tagged = await reader.until((heard) => isPost(id)(heard) && heard.stream?.[0] === 'hashtag')
  expect(tagged.stream).toEqual(['hashtag', 'Kyoto'])
  reader.say({ type: 'unsubscribe', stream: 'hashtag', tag: 'kyoto' })
  reader.say({ type: 'unsubscribe', stream: 'public:local' })
  const later = await publish(carol, 'Still raining in #kyoto', { visibility: 'public' })
  await hasHeardAllBut(bob, reader, later)
})

it('echoes the protocol, and answers wrong wishes with an error and goes on', async () => {
  await using reader = await openSocket(server.origin, { protocol: bob.token })
  expect(reader.socket.protocol).toBe(bob.token)
  reader.say({ type: 'subscribe', stream: 'everything' })
  expect(await reader.until((heard) => heard.status === 400)).toMatchObject({ error: 'Unknown stream type' })
  reader.say({ type: 'subscribe', stream: 'hashtag' })
  expect(await reader.until((heard) => heard.error?.includes('tag') ?? false)).toMatchObject({ status: 400 })
  reader.say({ type: 'subscribe', stream: 'list', list: '99999' })
  expect(await reader.until((heard) => heard.status === 404)).toBeDefined()
  reader.socket.send('{{{')
  expect(await reader.until((heard) => heard.error?.startsWith('Say') ?? false)).toBeDefined()
  reader.say({ type: 'subscribe', stream: 'user' })
  await hasHeardAllBut(bob, reader, 'nothing')
})

it('serves every event stream, with CORS and without buffering', async () => {
  const id = { now: '' }
  const readers = await Promise.all(
    [
      '/api/v1/streaming/user',
      '/api/v1/streaming/public',
      '/api/v1/streaming/public/local/',
      '/api/v1/streaming/hashtag?tag=all',
      '/api/v1/streaming/hashtag/local?tag=all',
    ].map((path) => openEvents(server.origin, path, asBearer(bob))),
  )
  await using remote = await openEvents(server.origin, '/api/v1/streaming/public/remote', asBearer(bob))
  await using media = await openEvents(
    server.origin,
    `/api/v1/streaming/public?only_media=true&access_token=${bob.token}`,
  )
  id.now = await publish(bob, 'To #all', { visibility: 'public' })
  await Promise.all(readers.map((reader) => reader.until(isPost(id.now))))
  expect(remote.heard).toEqual([])
  expect(media.heard).toEqual([])
  expect(remote.headers.get('content-type')).toBe('text/event-stream')
  expect(remote.headers.get('access-control-allow-origin')).toBe('*')
  expect(remote.headers.get('cache-control')).toBe('private, no-store')
  for (const reader of readers) await reader[Symbol.asyncDispose]()
})

it('tells of notifications on their own stream alone, and nothing of posts there', async () => {
  await using reader = await openEvents(server.origin, '/api/v1/streaming/user/notification', asBearer(alice))
  const id = await publish(alice, 'Like me', { visibility: 'public' })
  await bob.post(`/api/v1/statuses/${id}/favourite`)
  const told = await reader.until((heard) => heard.event === 'notification')
  expect(told.payload).toMatchObject({ type: 'favourite', account: { id: bob.id }, status: { id } })
  expect(reader.heard.filter((heard) => heard.event !== 'notification')).toEqual([])
})

it('shows each reader the own marks on what was boosted', async () => {
  const id = await publish(carol, 'Worth a boost', { visibility: 'public' })
  await bob.post(`/api/v1/statuses/${id}/favourite`)
  await using bobs = await open(bob, 'user')
  await using alices = await open(alice, 'user')
  await eventually(async () => {
    await publish(alice, 'A sign')
    return bobs.heard.length > 0 && alices.heard.length > 0
  })
  const boost = (await alice.post(`/api/v1/statuses/${id}/reblog`)).body.id as string
  expect((await bobs.until(isPost(boost))).payload.reblog).toMatchObject({
    id,
    favourited: true,
    reblogged: false,
  })
  expect((await alices.until(isPost(boost))).payload.reblog).toMatchObject({
    id,
    favourited: false,
    reblogged: true,
  })
})

it('never tells of a post, or its deletion, whom it is not for', async () => {
  await using stranger = await openSocket(server.origin, {
    query: '?stream=user',
    headers: asBearer(carol),
  })
  for (const stream of ['public', 'public:local']) stranger.say({ type: 'subscribe', stream })
  stranger.say({ type: 'subscribe', stream: 'hashtag', tag: 'secret' })
  await hasHeardAllBut(carol, stranger, 'nothing')
  await using follower = await open(bob, 'user')
  const direct = await publish(alice, '@bob only you #secret', { visibility: 'direct' })
  const followers = await publish(alice, 'Only you all #secret', { visibility: 'private' })
  await follower.until(isPost(direct))
  await follower.until(isPost(followers))
  await alice.call('DELETE', `/api/v1/statuses/${followers}`)
  await alice.call('DELETE', `/api/v1/statuses/${direct}`)
  expect(await follower.until((heard) => heard.event === 'delete' && heard.payload === direct)).toBeDefined()
  await hasHeardAllBut(carol, stranger, direct)
  await hasHeardAllBut(carol, stranger, followers)
})

it("tells a list its members' posts under the list's name, and an exclusive list keeps them out of home", async () => {
  const list = (await bob.post('/api/v1/lists', { title: 'Close', exclusive: true })).body
  await bob.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [alice.id] })
  await using reader = await openSocket(server.origin, {
    query: `?stream=list&list=${list.id}`,
    headers: asBearer(bob),
  })
  await using home = await open(bob, 'user')
  await using events = await openEvents(
    server.origin,
    `/api/v1/streaming/list?list=${list.id}`,
    asBearer(bob),
  )
  expect((await carol.get(`/api/v1/streaming/list?list=${list.id}`)).status).toBe(404)
  await hasHeardAllBut(bob, home, 'nothing')
  const id = await publish(alice, 'For the list', { visibility: 'private' })
  expect((await reader.until(isPost(id))).stream).toEqual(['list', list.id])
  await events.until(isPost(id))
  await hasHeardAllBut(bob, home, id)
  await bob.call('DELETE', `/api/v1/lists/${list.id}`)
})

it('keeps blocked and muted people out of every stream, from the moment of the block', async () => {
  await using reader = await openSocket(server.origin, { query: '?stream=public', headers: asBearer(carol) })
  const before = await publish(bob, 'Seen', { visibility: 'public' })
  expect(await reader.until(isPost(before))).toBeDefined()
  await carol.post(`/api/v1/accounts/${bob.id}/mute`)
  const muted = await publish(bob, 'Muted', { visibility: 'public' })
  await hasHeardAllBut(carol, reader, muted)
  await carol.post(`/api/v1/accounts/${bob.id}/unmute`)
  await bob.post(`/api/v1/accounts/${carol.id}/block`)
  const blocked = await publish(bob, 'Blocked', { visibility: 'public' })
  await hasHeardAllBut(carol, reader, blocked)
  await bob.post(`/api/v1/accounts/${carol.id}/unblock`)
})

it('refuses without a token, with a wrong one, without the scope, and unknown streams', async () => {
  const path = '/api/v1/streaming/user'
  expect((await callApi(server.origin, { method: 'GET', path })).status).toBe(401)
  const wrong = { method: 'GET', path, headers: { authorization: `Bearer ${'x'.repeat(43)}` } }
  expect((await callApi(server.origin, wrong)).status).toBe(401)
  await expect(openSocket(server.origin)).rejects.toThrow('401')
  await expect(openSocket(server.origin, { protocol: 'x'.repeat(43) })).rejects.toThrow('401')
  const token = await server.cairn('token', 'create', '--username', 'bob', '--scopes', 'read:statuses')
  const narrow = { authorization: `Bearer ${token}` }
  const notifications = { method: 'GET', path: `${path}/notification`, headers: narrow }
  expect((await callApi(server.origin, notifications)).status).toBe(403)
  expect((await bob.get('/api/v1/streaming/list?list=1')).status).toBe(404)
  expect((await bob.get('/api/v1/streaming/hashtag')).status).toBe(400)
  expect((await bob.get('/api/v1/streaming')).status).toBe(400)
  expect((await callApi(server.origin, { method: 'GET', path: '/api/v1/streaming/health' })).body).toBe('OK')
  await using home = await openSocket(server.origin, { query: '?stream=user', headers: narrow })
  home.say({ type: 'subscribe', stream: 'user:notification' })
  expect(await home.until((heard) => heard.status === 403)).toBeDefined()
  const mention = await publish(alice, '@bob no bell for you', { visibility: 'public' })
  await home.until(isPost(mention))
  await eventually(async () => (await bob.get('/api/v1/notifications')).body[0]?.status?.id === mention)
  await hasHeardAllBut(bob, home, 'notification"')
})

it('ends the streams of a revoked token, and of no other', async () => {
  const { client_id, client_secret } = (
    await callApi(server.origin, {
      method: 'POST',
      path: '/api/v1/apps',
      body: { client_name: 'Other', redirect_uris: 'urn:ietf:wg:oauth:2.0:oob', scopes: 'read' },
    })
  ).body
  const token = await server.cairn('token', 'create', '--username', 'carol', '--scopes', 'read')
  await giveLatestTokenTo(client_id)
  const other = { ...carol, token }
  await using stays = await open(carol, 'user')
  await using socket = await open(other, 'user')
  await using events = await openEvents(server.origin, '/api/v1/streaming/public', asBearer(other))
  const revoke = { method: 'POST', path: '/oauth/revoke', body: { client_id, client_secret, token } }
  expect((await callApi(server.origin, revoke)).status).toBe(200)
  expect(await socket.ended).toBe(4401)
  await events.ended
  await expect(open(other, 'user')).rejects.toThrow('401')
  await hasHeardAllBut(carol, stays, 'nothing')
})

/** As if the app had got it by the sign-in page. */
async function giveLatestTokenTo(clientId: string): Promise<void> {
  await using db = openDatabase(server.databaseUrl ?? '', { maxConnections: 2 })
  await db.sql`
    update oauth_tokens set app_id = (select id from oauth_apps where client_id = ${clientId})
    where id = (select max(id) from oauth_tokens)
  `
}

it('ends the streams of a suspended account', async () => {
  const dave = await createPerson(server, 'dave')
  await using socket = await open(dave, 'user')
  await using events = await openEvents(server.origin, '/api/v1/streaming/user', asBearer(dave))
  await server.cairn('account', 'suspend', '--username', 'dave')
  expect(await socket.ended).toBe(4401)
  await events.ended
  await expect(open(dave, 'user')).rejects.toThrow('401')
})

it('tells of a limited author to followers, and not in feeds that everybody reads', async () => {
  const loud = await createPerson(server, 'loud')
  await bob.post(`/api/v1/accounts/${loud.id}/follow`)
  await server.cairn('account', 'limit', 'loud')
  await eventually(async () => (await bob.get(`/api/v1/accounts/${loud.id}`)).body.limited, 'the limit')
  await using feed = await open(alice, 'public:local')
  await using home = await open(bob, 'user')
  const id = await publish(loud, 'Buy my stones', { visibility: 'public' })
  await home.until(isPost(id))
  await hasHeardAllBut(alice, feed, id)
})

it('tells after a lost connection what was missed, once, and goes on from there', async () => {
  const first = await openEvents(server.origin, '/api/v1/streaming/user', asBearer(bob))
  const heard = await publish(alice, 'Heard')
  const { id = '' } = await first.until(isPost(heard))
  await first[Symbol.asyncDispose]()
  const missed = await publish(alice, 'Missed')
  const gone = await publish(alice, 'Missed and gone')
  await alice.call('DELETE', `/api/v1/statuses/${gone}`)
  const readers = [
    await openEvents(server.origin, '/api/v1/streaming/user', { ...asBearer(bob), 'last-event-id': id }),
    await openSocket(server.origin, { query: `?stream=user&since=${id}`, headers: asBearer(bob) }),
  ]
  for (const reader of readers) {
    await reader.until(isPost(missed))
    const live = await publish(alice, 'Live again')
    await reader.until(isPost(live))
    const posts = reader.heard.filter((one) => one.event === 'update').map((one) => one.payload.id)
    expect(posts.filter((one) => one === missed)).toHaveLength(1)
    expect(posts).not.toContain(heard)
    expect(posts).not.toContain(gone)
    expect(posts.indexOf(missed)).toBeLessThan(posts.indexOf(live))
    await reader[Symbol.asyncDispose]()
  }
})

it('says that there is a gap when what was missed cannot be told', async () => {
  await using reader = await openSocket(server.origin, {
    query: '?stream=user&since=9000000000000000000-1',
    headers: asBearer(bob),
  })
  expect(await reader.until((heard) => heard.event === 'gap')).toMatchObject({ stream: ['user'] })
})

it('announces where streams are opened', async () => {
  const ws = server.origin.replace('http', 'ws')
  expect((await bob.get('/api/v2/instance')).body.configuration.urls.streaming).toBe(ws)
  expect((await bob.get('/api/v1/instance')).body.urls.streaming_api).toBe(ws)
})

it('ends its streams when it stops, and says so', async () => {
  await using socket = await open(bob, 'user')
  await using events = await openEvents(server.origin, '/api/v1/streaming/user', asBearer(bob))
  await server[Symbol.asyncDispose]()
  expect(await socket.ended).toBe(1012)
  expect(await events.ended).toBeUndefined()
})
