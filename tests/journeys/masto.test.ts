import { createHash } from 'node:crypto'
import { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient, type mastodon } from 'masto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { letAppIn } from '#kit/let-app-in.ts'
import { createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

// What Elk and Phanpy do by this library beyond posting: signing in by PKCE, lists, filters, polls, streams.

let server: TestServer
let alice: Person
let bob: Person
let client: mastodon.rest.Client
let accessToken: string

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
}, 60_000)

afterAll(() => server?.[Symbol.asyncDispose]())

it('signs in by the code flow with PKCE, at an address of its own', async () => {
  const redirectUri = 'http://127.0.0.1:9/done'
  const verifier = 'v'.repeat(64)
  const guest = createRestAPIClient({ url: server.origin })
  const app = await guest.v1.apps.create({
    clientName: 'Elk',
    redirectUris: redirectUri,
    scopes: 'read write follow push',
  })
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: app.clientId ?? '',
    redirect_uri: redirectUri,
    scope: 'read write follow push',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const code = await letAppIn(`${server.origin}/oauth/authorize?${query.toString()}`, 'alice')
  const exchange = {
    grantType: 'authorization_code' as const,
    clientId: app.clientId ?? '',
    clientSecret: app.clientSecret ?? '',
    redirectUri,
    code,
    // Sent as it is, though the library's types do not know it.
    codeVerifier: verifier,
    scope: 'read write follow push',
  }
  const token = await createOAuthAPIClient({ url: server.origin }).token.create(exchange)
  accessToken = token.accessToken
  client = createRestAPIClient({ url: server.origin, accessToken })
  expect((await client.v1.accounts.verifyCredentials()).id).toBe(alice.id)
  expect((await client.v1.apps.verifyCredentials()).name).toBe('Elk')
})

it('asks and answers polls', async () => {
  const asked = await client.v1.statuses.create({
    status: 'Which?',
    poll: { options: ['A', 'B'], expiresIn: 3600 },
  })
  await bob.post(`/api/v1/polls/${asked.poll?.id}/votes`, { choices: [1] })
  const poll = await client.v1.polls.$select(asked.poll?.id ?? '').fetch()
  expect(poll.options.map((option) => option.votesCount)).toEqual([0, 1])
})

it('keeps lists with their timeline', async () => {
  await client.v1.accounts.$select(bob.id).follow()
  const list = await client.v1.lists.create({ title: 'Friends' })
  await client.v1.lists.$select(list.id).accounts.create({ accountIds: [bob.id] })
  const { body: post } = await bob.post('/api/v1/statuses', { status: 'On the list' })
  await eventually(async () => (await client.v1.timelines.list.$select(list.id).list())[0]?.id === post.id)
  await client.v1.lists.$select(list.id).accounts.remove({ accountIds: [bob.id] })
  expect(await client.v1.timelines.list.$select(list.id).list()).toEqual([])
  await client.v1.lists.$select(list.id).remove()
  expect(await client.v1.lists.list()).toEqual([])
})

it('filters with keywords, and sees what a filter found', async () => {
  const filter = await client.v2.filters.create({
    title: 'Noise',
    context: ['home', 'public'],
    filterAction: 'warn',
    keywordsAttributes: [{ keyword: 'football', wholeWord: true }],
  })
  const { body: post } = await bob.post('/api/v1/statuses', { status: 'Football tonight' })
  const shown = await client.v1.statuses.$select(post.id).fetch()
  expect(shown.filtered?.[0]).toMatchObject({ filter: { id: filter.id }, keywordMatches: ['Football'] })
  await client.v2.filters.$select(filter.id).remove()
  expect((await client.v1.statuses.$select(post.id).fetch()).filtered).toEqual([])
})

it('reads grouped notifications, their policy, markers, trends and suggestions', async () => {
  const own = await client.v1.statuses.create({ status: 'Like me' })
  await bob.post(`/api/v1/statuses/${own.id}/favourite`)
  await eventually(async () =>
    (await client.v2.notifications.list()).notificationGroups.some(
      (group) => 'statusId' in group && String(group.statusId) === own.id,
    ),
  )
  expect((await client.v2.notifications.policy.fetch()).forNotFollowing).toBe('accept')
  await client.v1.markers.create({ home: { lastReadId: own.id } })
  expect((await client.v1.markers.fetch({ timeline: ['home'] })).home.lastReadId).toBe(own.id)
  expect(await client.v1.trends.tags.list()).toBeInstanceOf(Array)
  expect(await client.v2.suggestions.list()).toBeInstanceOf(Array)
})

it('hears in one socket what happens on several streams', async () => {
  const { configuration } = await client.v2.instance.fetch()
  const streaming = createStreamingAPIClient({ streamingApiUrl: configuration.urls.streaming, accessToken })
  const heard: string[] = []
  const read = async (events: mastodon.streaming.Subscription) => {
    for await (const { event, payload } of events) heard.push(`${event} ${idOf(payload)}`)
  }
  const user = streaming.user.subscribe()
  const tag = streaming.hashtag.subscribe({ tag: 'lake' })
  const reading = Promise.allSettled([read(user), read(tag)])
  await eventually(
    async () => heard.length > 1 || (await bob.post('/api/v1/statuses', { status: 'Ping #lake' }), false),
  )
  const { body: post } = await bob.post('/api/v1/statuses', { status: '@alice at the #lake' })
  await eventually(
    async () => heard.filter((one) => one === `update ${post.id}`).length === 2,
    'both streams',
  )
  await eventually(async () => heard.some((one) => one.startsWith('notification ')), 'the notification')
  await bob.call('DELETE', `/api/v1/statuses/${post.id}`)
  await eventually(async () => heard.includes(`delete ${post.id}`), 'the end')
  streaming.close()
  user.unsubscribe()
  tag.unsubscribe()
  await reading
})

function idOf(payload: unknown): string {
  if (typeof payload === 'string') return payload
  return typeof payload === 'object' && payload && 'id' in payload ? String(payload.id) : ''
}
