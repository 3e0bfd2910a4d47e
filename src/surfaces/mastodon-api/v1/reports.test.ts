import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { createPerson, type Person, personWith } from '#kit/person.ts'
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
  await server.cairn('settings', 'set', 'rules', 'Be kind')
})

afterAll(() => server?.[Symbol.asyncDispose]())

it('files a report with posts, comment and broken rules', async () => {
  const post = (await bob.post('/api/v1/statuses', { status: 'Unkind words' })).body
  const report = await alice.post('/api/v1/reports', {
    account_id: bob.id,
    status_ids: [post.id],
    comment: 'Not nice',
    rule_ids: ['1'],
    forward: true,
  })
  expectEntity('Report', report.body)
  expect(report.body).toMatchObject({
    action_taken: false,
    category: 'violation',
    comment: 'Not nice',
    status_ids: [post.id],
    rule_ids: ['1'],
    // The account lives here: there is nobody else to tell.
    forwarded: false,
    target_account: { id: bob.id },
  })
})

it('leaves out posts that the reporter may not see, and refuses posts of others', async () => {
  const secret = (await bob.post('/api/v1/statuses', { status: 'Between us', visibility: 'direct' })).body
  const report = await alice.post('/api/v1/reports', { account_id: bob.id, status_ids: [secret.id] })
  expect(report.body.status_ids).toEqual([])
  const others = (await carol.post('/api/v1/statuses', { status: 'Mine' })).body
  const wrong = await alice.post('/api/v1/reports', { account_id: bob.id, status_ids: [others.id] })
  expect(wrong.status).toBe(404)
})

it('refuses unknown accounts (404), categories and rules (422), and wants the scope (401, 403)', async () => {
  const tries = await Promise.all([
    alice.post('/api/v1/reports', { account_id: '999' }),
    alice.post('/api/v1/reports', {}),
    alice.post('/api/v1/reports', { account_id: bob.id, category: 'rude' }),
    alice.post('/api/v1/reports', { account_id: bob.id, rule_ids: ['7'] }),
    alice.post('/api/v1/reports', { account_id: bob.id, comment: 'x'.repeat(1001) }),
  ])
  expect(tries.map((answer) => answer.status)).toEqual([404, 422, 422, 422, 422])
  expect((await fetch(`${server.origin}/api/v1/reports`, { method: 'POST' })).status).toBe(401)
  const token = await server.cairn('token', 'create', '--username', 'alice', '--scopes', 'read')
  const reader = personWith(server.origin, { ...alice, token })
  expect((await reader.post('/api/v1/reports', { account_id: bob.id })).status).toBe(403)
})
