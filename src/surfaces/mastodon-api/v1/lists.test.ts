import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person
let carol: Person
let stranger: Person

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  carol = await createPerson(server, 'carol')
  stranger = await createPerson(server, 'stranger')
  await alice.post(`/api/v1/accounts/${bob.id}/follow`)
  await alice.post(`/api/v1/accounts/${carol.id}/follow`)
})

afterAll(() => server?.[Symbol.asyncDispose]())

async function makeList(body: object, members: readonly Person[]): Promise<string> {
  const list = await alice.post('/api/v1/lists', body)
  expectEntity('List', list.body)
  const account_ids = members.map((member) => member.id)
  expect((await alice.post(`/api/v1/lists/${list.body.id}/accounts`, { account_ids })).status).toBe(200)
  return list.body.id
}

async function say(who: Person, status: string, more: object = {}): Promise<string> {
  return (await who.post('/api/v1/statuses', { status, visibility: 'public', ...more })).body.id
}

const idsOf = async (path: string) => {
  const { body } = await alice.get(path)
  expectEntity('Status', body)
  return (body as { id: string }[]).map((status) => status.id)
}

it('makes, shows, changes and deletes a list', async () => {
  const made = await alice.post('/api/v1/lists', { title: ' Friends ', replies_policy: 'followed' })
  expect(made.body).toMatchObject({ title: 'Friends', replies_policy: 'followed', exclusive: false })
  const path = `/api/v1/lists/${made.body.id}`
  expect((await alice.call('PUT', path, { exclusive: true })).body).toMatchObject({
    title: 'Friends',
    exclusive: true,
  })
  expect((await alice.get('/api/v1/lists')).body).toHaveLength(1)
  expect((await alice.call('DELETE', path)).body).toEqual({})
  expect((await alice.get(path)).status).toBe(404)
})

it('refuses an empty title and a policy that there is not with 422', async () => {
  expect((await alice.post('/api/v1/lists', { title: ' ' })).status).toBe(422)
  expect((await alice.post('/api/v1/lists', { title: 'A', replies_policy: 'some' })).status).toBe(422)
})

it('has no list of somebody else: 404 to read, change, fill and delete', async () => {
  const id = await makeList({ title: 'Mine' }, [bob])
  const tries = [
    bob.get(`/api/v1/lists/${id}`),
    bob.call('PUT', `/api/v1/lists/${id}`, { title: 'Taken' }),
    bob.post(`/api/v1/lists/${id}/accounts`, { account_ids: [bob.id] }),
    bob.call('DELETE', `/api/v1/lists/${id}/accounts`, { account_ids: [bob.id] }),
    bob.get(`/api/v1/lists/${id}/accounts`),
    bob.get(`/api/v1/timelines/list/${id}`),
    bob.call('DELETE', `/api/v1/lists/${id}`),
  ]
  expect((await Promise.all(tries)).map((answer) => answer.status)).toEqual(tries.map(() => 404))
})

it('wants a token (401) with the scope of lists (403)', async () => {
  expect((await fetch(`${server.origin}/api/v1/lists`)).status).toBe(401)
  const token = await server.cairn('token', 'create', '--username', 'alice', '--scopes', 'read:statuses')
  const limited = personWith(server.origin, { ...alice, token })
  expect((await limited.get('/api/v1/lists')).status).toBe(403)
  expect((await limited.post('/api/v1/lists', { title: 'x' })).status).toBe(403)
})

it('takes those whom the owner follows, each once, and pages them', async () => {
  const id = await makeList({ title: 'Paged' }, [bob, carol])
  const path = `/api/v1/lists/${id}/accounts`
  expect((await alice.post(path, { account_ids: [stranger.id] })).status).toBe(404)
  expect((await alice.post(path, { account_ids: [bob.id] })).status).toBe(422)
  const first = await alice.get(`${path}?limit=1`)
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1]
  const second = await alice.get((next ?? '').slice(server.origin.length))
  expect([...first.body, ...second.body].map((one: { id: string }) => one.id).sort()).toEqual(
    [bob.id, carol.id].sort(),
  )
  expect((await alice.get(`${path}?limit=0`)).body).toHaveLength(2)
  expect(
    (await alice.get(`/api/v1/accounts/${bob.id}/lists`)).body.map((one: { id: string }) => one.id),
  ).toContain(id)
  await alice.call('DELETE', path, { account_ids: [bob.id] })
  expect((await alice.get(path)).body).toHaveLength(1)
})

it('shows the posts of its members, with paging, and of nobody else', async () => {
  const id = await makeList({ title: 'Only Bob' }, [bob])
  const posts = [await say(bob, 'one'), await say(bob, 'two'), await say(bob, 'three')]
  const other = await say(carol, 'not here')
  const path = `/api/v1/timelines/list/${id}`
  const all = await idsOf(path)
  expect(all.slice(0, 3)).toEqual([...posts].reverse())
  expect(all).not.toContain(other)
  expect(await idsOf(`${path}?limit=1&max_id=${posts[2]}`)).toEqual([posts[1]])
  expect(await idsOf(`${path}?limit=1&min_id=${posts[0]}`)).toEqual([posts[1]])
})

it('never shows a direct post to others than those it mentions', async () => {
  const id = await makeList({ title: 'Secrets' }, [bob])
  const secret = await say(bob, '@carol a secret', { visibility: 'direct' })
  const told = await say(bob, '@alice a word', { visibility: 'direct' })
  const ids = await idsOf(`/api/v1/timelines/list/${id}`)
  expect(ids).toContain(told)
  expect(ids).not.toContain(secret)
})

it('shows replies by its policy', async () => {
  const toCarol = await say(bob, '@carol yes', { in_reply_to_id: await say(carol, 'Question') })
  const toStranger = await say(bob, '@stranger no', { in_reply_to_id: await say(stranger, 'Riddle') })
  const both = [toCarol, toStranger]
  const seen = async (replies_policy: string, members: readonly Person[]) => {
    const id = await makeList({ title: replies_policy, replies_policy }, members)
    return (await idsOf(`/api/v1/timelines/list/${id}`)).filter((one) => both.includes(one))
  }
  expect(await seen('none', [bob, carol])).toEqual([])
  expect(await seen('list', [bob])).toEqual([])
  expect(await seen('list', [bob, carol])).toEqual([toCarol])
  expect(await seen('followed', [bob])).toEqual([toCarol])
})

it('keeps the members of an exclusive list out of home, and lets them back in', async () => {
  const post = await say(carol, 'Do I come home?')
  await eventually(async () => (await idsOf('/api/v1/timelines/home')).includes(post), 'the post at home')
  const id = await makeList({ title: 'Apart', exclusive: true }, [carol])
  expect(await idsOf('/api/v1/timelines/home')).not.toContain(post)
  expect(await idsOf(`/api/v1/timelines/list/${id}`)).toContain(post)
  await alice.call('PUT', `/api/v1/lists/${id}`, { exclusive: false })
  expect(await idsOf('/api/v1/timelines/home')).toContain(post)
})

it('takes off the list whom the owner no longer follows', async () => {
  await alice.post(`/api/v1/accounts/${stranger.id}/follow`)
  const id = await makeList({ title: 'For a while' }, [stranger])
  await alice.post(`/api/v1/accounts/${stranger.id}/unfollow`)
  await eventually(
    async () => (await alice.get(`/api/v1/lists/${id}/accounts`)).body.length === 0,
    'the list',
  )
})
