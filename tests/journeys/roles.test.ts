import { afterAll, beforeAll, expect, it } from 'vitest'
import { callApi, createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { openSocket } from '#kit/stream-reader.ts'

// One process a role on one database. Other servers meet `inbox`, whose address is the origin; people and apps meet `web`.
let inbox: TestServer
let web: TestServer
let streaming: TestServer
let workers: TestServer[] = []
let there: TestServer
let alice: Person
let bob: Person

const hostOf = (server: TestServer) => new URL(server.origin).host

beforeAll(async () => {
  inbox = await startServer({ environment: { ROLES: 'federation-in' } })
  const start = (roles: string) =>
    startServer({
      dataDir: inbox.dataDir,
      environment: { ROLES: roles, CAIRN_ORIGIN: inbox.origin, DATABASE_URL: inbox.databaseUrl ?? '' },
    })
  ;[web, streaming, there, ...workers] = await Promise.all([
    start('web'),
    start('streaming'),
    startServer(),
    start('worker'),
    start('federation-out'),
  ])
  alice = personWith(web.origin, await createPerson(inbox, 'alice'))
  bob = await createPerson(there, 'bob')
  const handle = `alice@${hostOf(inbox)}`
  const { body } = await bob.get(`/api/v2/search?resolve=true&type=accounts&q=${handle}`)
  const aliceThere = body.accounts[0] as { id: string }
  await bob.post(`/api/v1/accounts/${aliceThere.id}/follow`)
  await eventually(async () => {
    const path = `/api/v1/accounts/relationships?id[]=${aliceThere.id}`
    return (await bob.get(path)).body[0].following
  }, 'the follow')
}, 180_000)

afterAll(async () => {
  for (const server of [...workers, streaming, web, there, inbox]) await server?.[Symbol.asyncDispose]()
})

it('brings a post to a follower’s home on another server, and the answer into a stream', async () => {
  await using stream = await openSocket(streaming.origin, {
    query: `?stream=user&access_token=${alice.token}`,
  })
  await alice.post('/api/v1/statuses', { status: 'Written in one process, delivered by another' })
  const arrived = await eventually(async () => {
    const { body } = await bob.get('/api/v1/timelines/home')
    return body.find((post: { content: string }) => post.content.includes('delivered by another'))
  }, 'the post')
  expect(arrived.account.acct).toBe(`alice@${hostOf(inbox)}`)
  await bob.post('/api/v1/statuses', {
    status: `@alice@${hostOf(inbox)} Received by a third`,
    in_reply_to_id: arrived.id,
  })
  const told = await stream.until((heard) => heard.event === 'notification')
  expect(told.payload).toMatchObject({ type: 'mention', account: { acct: `bob@${hostOf(there)}` } })
})

it('takes activities in at the inbox alone, and the API at the web alone', async () => {
  const post = (server: TestServer) => callApi(server.origin, { method: 'POST', path: '/inbox', body: {} })
  expect(await post(web)).toMatchObject({ status: 404 })
  expect(await post(inbox)).toMatchObject({ status: 401 })
  const instance = (server: TestServer) => callApi(server.origin, { method: 'GET', path: '/api/v2/instance' })
  expect(await instance(web)).toMatchObject({ status: 200 })
  expect(await instance(inbox)).toMatchObject({ status: 404 })
})

it('gives the document of an actor wherever its page may be asked for', async () => {
  const headers = { accept: 'application/activity+json' }
  const read = (server: TestServer) => callApi(server.origin, { method: 'GET', path: '/@alice', headers })
  for (const server of [web, inbox])
    expect(await read(server)).toMatchObject({ status: 200, body: { preferredUsername: 'alice' } })
})
