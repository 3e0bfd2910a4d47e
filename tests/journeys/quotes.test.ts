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
})

afterAll(() => server?.[Symbol.asyncDispose]())

// oxlint-disable-next-line typescript/no-explicit-any
type Body = any

const post = async (who: Person, more: Record<string, unknown> = {}): Promise<Body> => {
  const { status, body } = await who.post('/api/v1/statuses', { status: 'Hello', ...more })
  expect({ status, error: body.error }).toEqual({ status: 200, error: undefined })
  return body
}
const see = async (who: Person, id: string): Promise<Body> => (await who.get(`/api/v1/statuses/${id}`)).body

it('shows the quoted post within the quoting one, and counts it', async () => {
  const quoted = await post(alice, { status: 'Quote me' })
  const quoting = await post(bob, { status: 'Look', quoted_status_id: quoted.id })
  expectEntity('Status', quoting)
  expect(quoting.quote).toMatchObject({ state: 'accepted', quoted_status: { id: quoted.id, quote: null } })
  expect(quoting.content).toBe(
    `<p class="quote-inline">RE: ${/RE: (.*?)<\/p>/.exec(quoting.content)?.[1]}</p><p>Look</p>`,
  )
  expect(quoting.content).toContain(`href="${quoted.url}"`)
  expect((await see(carol, quoting.id)).quote.quoted_status.content).toBe('<p>Quote me</p>')
  expect((await see(alice, quoted.id)).quotes_count).toBe(1)
})

it('needs no text of its own', async () => {
  const quoted = await post(alice)
  expect((await post(bob, { status: '', quoted_status_id: quoted.id })).quote.state).toBe('accepted')
})

it('names by id what a quoted post quotes', async () => {
  const first = await post(alice)
  const second = await post(bob, { quoted_status_id: first.id })
  const third = await post(carol, { quoted_status_id: second.id })
  expectEntity('Status', third)
  expect(third.quote.quoted_status.quote).toEqual({ state: 'accepted', quoted_status_id: first.id })
})

it('quotes what a boost shows', async () => {
  const quoted = await post(alice)
  const boost = (await carol.post(`/api/v1/statuses/${quoted.id}/reblog`)).body
  expect((await post(bob, { quoted_status_id: boost.id })).quote.quoted_status.id).toBe(quoted.id)
})

it.each([
  ['that nobody may quote', { quote_approval_policy: 'nobody' }],
  ['for followers', { visibility: 'private' }],
  ['for those it mentions, quoted by one of them', { visibility: 'direct', status: '@bob psst' }],
  ['that followers may quote', { quote_approval_policy: 'followers' }],
])('refuses to quote a post %s, as if there was none', async (_what, more) => {
  const quoted = await post(alice, more)
  const refused = await bob.post('/api/v1/statuses', { status: 'Look', quoted_status_id: quoted.id })
  const absent = await bob.post('/api/v1/statuses', { status: 'Look', quoted_status_id: '1' })
  expect(refused.status).toBe(404)
  expect(refused.body).toEqual(absent.body)
})

it('says who may quote a post, and whether the viewer may', async () => {
  const quoted = await post(alice, { quote_approval_policy: 'followers' })
  const approval = async (who: Person) => (await see(who, quoted.id)).quote_approval
  expect(await approval(alice)).toEqual({ automatic: ['followers'], manual: [], current_user: 'automatic' })
  expect(await approval(bob)).toEqual({ automatic: ['followers'], manual: [], current_user: 'denied' })
  const aliceId = alice.id
  await bob.post(`/api/v1/accounts/${aliceId}/follow`)
  await eventually(async () => (await approval(bob)).current_user === 'automatic', 'the follow')
  expect((await post(bob, { quoted_status_id: quoted.id })).quote.state).toBe('accepted')
  await bob.post(`/api/v1/accounts/${aliceId}/unfollow`)
  const hidden = await post(alice, { visibility: 'private', quote_approval_policy: 'public' })
  expect(hidden.quote_approval).toEqual({ automatic: [], manual: [], current_user: 'automatic' })
})

it('changes the policy of a post, of the own posts only, and leaves quotes that there are', async () => {
  const quoted = await post(alice)
  const quoting = await post(bob, { quoted_status_id: quoted.id })
  const path = `/api/v1/statuses/${quoted.id}/interaction_policy`
  const put = (who: Person, policy: unknown) => who.call('PUT', path, { quote_approval_policy: policy })
  expect((await put(bob, 'nobody')).status).toBe(403)
  expect((await put(alice, 'everyone')).status).toBe(422)
  const changed = await put(alice, 'nobody')
  expectEntity('Status', changed.body)
  expect(changed.body).toMatchObject({ edited_at: null, quote_approval: { automatic: [] } })
  expect((await bob.post('/api/v1/statuses', { status: 'x', quoted_status_id: quoted.id })).status).toBe(404)
  expect((await see(carol, quoting.id)).quote.state).toBe('accepted')
  const edited = await alice.call('PUT', `/api/v1/statuses/${quoted.id}`, {
    status: 'Hello again',
    quote_approval_policy: 'public',
  })
  expect(edited.body.quote_approval.automatic).toEqual(['public'])
  expect((await callApi(server.origin, { method: 'PUT', path })).status).toBe(401)
})

it('keeps the quote and its line through an edit', async () => {
  const quoted = await post(alice)
  const quoting = await post(bob, { status: 'Look', quoted_status_id: quoted.id })
  const { body } = await bob.call('PUT', `/api/v1/statuses/${quoting.id}`, { status: 'Look again' })
  expect(body.quote.quoted_status.id).toBe(quoted.id)
  expect(body.content).toMatch(/^<p class="quote-inline">RE: .*<\/p><p>Look again<\/p>$/)
  expect((await bob.get(`/api/v1/statuses/${quoting.id}/source`)).body.text).toBe('Look again')
})

it('lists quotes, page by page, without those that the viewer may not see', async () => {
  const quoted = await post(alice)
  const quotes = []
  for (const status of ['1', '2', '3'])
    quotes.push((await post(bob, { status, quoted_status_id: quoted.id })).id)
  const hidden = await post(bob, { visibility: 'private', quoted_status_id: quoted.id })
  const path = `/api/v1/statuses/${quoted.id}/quotes`
  const ids = (answer: { body: Body }) => answer.body.map((one: Body) => one.id)
  const first = await carol.get(`${path}?limit=2`)
  expectEntity('Status', first.body)
  expect(ids(first)).toEqual([quotes[2], quotes[1]])
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
  expect(ids(await carol.get(next.slice(server.origin.length)))).toEqual([quotes[0]])
  expect(ids(await bob.get(path))).toContain(hidden.id)
  expect(ids(await carol.get(path))).not.toContain(hidden.id)
  expect((await carol.get('/api/v1/statuses/1/quotes')).status).toBe(404)
})

it('takes the own post out of a quote for good', async () => {
  const quoted = await post(alice)
  const quoting = await post(bob, { quoted_status_id: quoted.id })
  const path = `/api/v1/statuses/${quoted.id}/quotes/${quoting.id}/revoke`
  expect((await bob.post(path)).status).toBe(403)
  expect((await carol.post(path)).status).toBe(403)
  const other = await post(bob)
  expect((await alice.post(`/api/v1/statuses/${quoted.id}/quotes/${other.id}/revoke`)).status).toBe(404)
  const revoked = await alice.post(path)
  expectEntity('Status', revoked.body)
  expect(revoked.body).toMatchObject({ id: quoting.id, quote: { state: 'revoked', quoted_status: null } })
  expect((await see(carol, quoted.id)).quotes_count).toBe(0)
  expect((await carol.get(`/api/v1/statuses/${quoted.id}/quotes`)).body).toEqual([])
})

it('says that a quoted post is gone, hidden, blocked or muted, and shows nothing that may not be seen', async () => {
  const quoted = await post(alice, { status: 'Mine' })
  const quoting = await post(bob, { quoted_status_id: quoted.id })
  const [aliceId, carolId] = [alice.id, carol.id]
  const look = async () => (await see(carol, quoting.id)).quote
  await carol.post(`/api/v1/accounts/${aliceId}/mute`)
  expect(await look()).toMatchObject({ state: 'muted_account', quoted_status: { id: quoted.id } })
  await carol.post(`/api/v1/accounts/${aliceId}/unmute`)
  await carol.post(`/api/v1/accounts/${aliceId}/block`)
  expect(await look()).toMatchObject({ state: 'blocked_account', quoted_status: { id: quoted.id } })
  await alice.post(`/api/v1/accounts/${carolId}/block`)
  expect(await look()).toEqual({ state: 'unauthorized', quoted_status: null })
  await carol.post(`/api/v1/accounts/${aliceId}/unblock`)
  expect(await look()).toEqual({ state: 'unauthorized', quoted_status: null })
  await alice.post(`/api/v1/accounts/${carolId}/unblock`)
  expect((await look()).state).toBe('accepted')
  await alice.call('DELETE', `/api/v1/statuses/${quoted.id}`)
  expect(await look()).toEqual({ state: 'deleted', quoted_status: null })
})

it('quotes an own post for followers to followers alone, and hides it from others', async () => {
  const quoted = await post(alice, { visibility: 'private', status: 'For followers' })
  const quoting = await post(alice, { quoted_status_id: quoted.id, visibility: 'public' })
  expect(quoting).toMatchObject({ visibility: 'private', quote: { quoted_status: { id: quoted.id } } })
  expect((await bob.get(`/api/v1/statuses/${quoting.id}`)).status).toBe(404)
  const direct = await post(alice, { quoted_status_id: quoted.id, visibility: 'direct', status: '@bob see' })
  expect((await see(bob, direct.id)).quote).toEqual({ state: 'unauthorized', quoted_status: null })
})

it('quotes somebody in a private mention only to that one, too', async () => {
  const quoted = await post(alice)
  const say = (status: string) =>
    bob.post('/api/v1/statuses', { status, visibility: 'direct', quoted_status_id: quoted.id })
  expect((await say('@carol look at that')).status).toBe(422)
  expect((await say('@carol @alice look at that')).status).toBe(200)
})

it('tells who is quoted, and who quotes what was edited', async () => {
  const quoted = await post(alice)
  const quoting = await post(bob, { quoted_status_id: quoted.id })
  const told = async (who: Person, type: string) =>
    (await who.get(`/api/v1/notifications?types[]=${type}`)).body.find(
      (one: Body) => one.status.id === quoting.id,
    )
  await eventually(async () => (await told(alice, 'quote')) !== undefined, 'the notification of a quote')
  expectEntity('Notification', await told(alice, 'quote'))
  expect((await told(alice, 'quote')).account.username).toBe('bob')
  await alice.call('PUT', `/api/v1/statuses/${quoted.id}`, { status: 'Edited' })
  await eventually(
    async () => (await told(bob, 'quoted_update')) !== undefined,
    'the notification of an edit',
  )
  expect((await told(bob, 'quoted_update')).account.username).toBe('alice')
})

it('remembers who may quote posts by default', async () => {
  const set = (quote_policy: string) =>
    alice.call('PATCH', '/api/v1/accounts/update_credentials', { source: { quote_policy } })
  expect((await set('sometimes')).status).toBe(422)
  expect((await set('nobody')).body.source.quote_policy).toBe('nobody')
  expect((await post(alice)).quote_approval.automatic).toEqual([])
  expect((await alice.get('/api/v1/preferences')).body['posting:default:quote_policy']).toBe('nobody')
  await set('public')
})

it('keeps a quote for a scheduled post, and counts one that is deleted no more', async () => {
  const quoted = await post(alice)
  const scheduled = await post(bob, {
    quoted_status_id: quoted.id,
    scheduled_at: new Date(Date.now() + 600_000).toISOString(),
  })
  expect(scheduled.params).toMatchObject({ quoted_status_id: quoted.id, quote_approval_policy: 'public' })
  const quoting = await post(bob, { quoted_status_id: quoted.id })
  await bob.call('DELETE', `/api/v1/statuses/${quoting.id}`)
  await eventually(async () => (await see(carol, quoted.id)).quotes_count === 0, 'the count')
})
