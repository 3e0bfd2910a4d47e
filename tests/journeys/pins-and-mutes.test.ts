import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let here: TestServer
let there: TestServer
let alice: Person
let bob: Person
let carol: Person

const hostOf = (server: TestServer) => new URL(server.origin).host
const idsOf = (body: { id: string }[]) => body.map((one) => one.id)

beforeAll(async () => {
  ;[here, there] = await Promise.all([startServer(), startServer()])
  alice = await createPerson(here, 'alice')
  bob = await createPerson(here, 'bob')
  carol = await createPerson(there, 'carol')
})

afterAll(async () => {
  await here?.[Symbol.asyncDispose]()
  await there?.[Symbol.asyncDispose]()
})

async function say(person: Person, status: string, more: Record<string, unknown> = {}) {
  return (await person.post('/api/v1/statuses', { status, ...more })).body
}

const act = (person: Person, id: string, verb: string) => person.post(`/api/v1/statuses/${id}/${verb}`)
const pinsOf = async (viewer: Person, id: string) =>
  idsOf((await viewer.get(`/api/v1/accounts/${id}/statuses?pinned=true`)).body)

it('shows pinned posts first, the last pinned before the others, and lets go of them', async () => {
  const [first, second] = [await say(alice, 'Who I am'), await say(alice, 'What I do')]
  const pinned = await act(alice, second.id, 'pin')
  expectEntity('Status', pinned.body)
  expect(pinned.body.pinned).toBe(true)
  await act(alice, first.id, 'pin')
  await act(alice, first.id, 'pin')
  expect(await pinsOf(bob, alice.id)).toEqual([first.id, second.id])
  expect((await act(alice, first.id, 'unpin')).body.pinned).toBe(false)
  expect(await pinsOf(bob, alice.id)).toEqual([second.id])
  await alice.call('DELETE', `/api/v1/statuses/${second.id}`)
  expect(await pinsOf(bob, alice.id)).toEqual([])
})

it('pins neither what is not own, nor boosts, nor direct posts, nor a sixth', async () => {
  const other = await say(bob, 'Mine')
  const boost = (await act(alice, other.id, 'reblog')).body
  const direct = await say(alice, '@bob hush', { visibility: 'direct' })
  for (const id of [other.id, boost.id, direct.id]) expect((await act(alice, id, 'pin')).status).toBe(422)
  expect((await act(bob, direct.id, 'unpin')).status).toBe(404)
  expect((await act(alice, '1', 'pin')).status).toBe(404)
  const posts = []
  for (let n = 0; n < 6; n++) posts.push(await say(alice, `Pin ${n}`))
  const answers = await Promise.all(posts.slice(0, 5).map((post) => act(alice, post.id, 'pin')))
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200])
  expect((await act(alice, posts[5].id, 'pin')).body.error).toContain('maximum number')
  for (const post of posts) await act(alice, post.id, 'unpin')
})

it('shows pinned posts to those alone who may see them', async () => {
  const post = await say(alice, 'For those who follow', { visibility: 'private' })
  await act(alice, post.id, 'pin')
  expect(await pinsOf(alice, alice.id)).toEqual([post.id])
  expect(await pinsOf(bob, alice.id)).toEqual([])
  const path = '/users/alice/collections/featured'
  const headers = { accept: 'application/activity+json' }
  const { body } = await callApi(here.origin, { method: 'GET', path, headers })
  expect(body).toMatchObject({ type: 'OrderedCollection', totalItems: 0, orderedItems: [] })
  await act(alice, post.id, 'unpin')
})

it('carries pins to another server: those that were there, and each change', async () => {
  const before = await say(alice, 'Pinned before they knew me')
  await act(alice, before.id, 'pin')
  const search = await carol.get(`/api/v2/search?resolve=true&type=accounts&q=alice@${hostOf(here)}`)
  const aliceThere = search.body.accounts[0].id as string
  const textsThere = async () => {
    const { body } = await carol.get(`/api/v1/accounts/${aliceThere}/statuses?pinned=true`)
    return body.map((one: { content: string }) => one.content.replaceAll(/<[^>]+>/g, ''))
  }
  await eventually(async () => (await textsThere()).includes('Pinned before they knew me'), 'the collection')
  await carol.post(`/api/v1/accounts/${aliceThere}/follow`)
  await eventually(async () => {
    const { body } = await carol.get(`/api/v1/accounts/relationships?id[]=${aliceThere}`)
    return body[0].following
  }, 'the follow')
  const after = await say(alice, 'Pinned while they watch')
  await act(alice, after.id, 'pin')
  await eventually(async () => (await textsThere())[0] === 'Pinned while they watch', 'Add')
  await act(alice, after.id, 'unpin')
  await eventually(async () => (await textsThere()).length === 1, 'Remove')
})

it('tells nothing more of a muted thread, and shows it still', async () => {
  const root = await say(alice, 'A long talk')
  const reply = await say(bob, '@alice First', { in_reply_to_id: root.id })
  const mentions = async () => {
    const { body } = await alice.get('/api/v1/notifications?types[]=mention&types[]=favourite')
    return body.map((one: { status: { id: string } }) => one.status.id)
  }
  await eventually(async () => (await mentions()).includes(reply.id), 'the first mention')
  const muted = await act(alice, reply.id, 'mute')
  expect(muted.body.muted).toBe(true)
  expect((await alice.get(`/api/v1/statuses/${root.id}`)).body.muted).toBe(true)
  expect((await bob.get(`/api/v1/statuses/${root.id}`)).body.muted).toBe(false)
  const silent = await say(bob, '@alice Second', { in_reply_to_id: reply.id })
  await act(bob, root.id, 'favourite')
  const elsewhere = await say(bob, '@alice Somewhere else')
  await eventually(async () => (await mentions()).includes(elsewhere.id), 'a mention elsewhere')
  expect(await mentions()).not.toContain(silent.id)
  expect(await mentions()).not.toContain(root.id)
  expect((await alice.get(`/api/v1/statuses/${silent.id}`)).status).toBe(200)
  expect((await act(alice, root.id, 'unmute')).body.muted).toBe(false)
  const heard = await say(bob, '@alice Third', { in_reply_to_id: root.id })
  await eventually(async () => (await mentions()).includes(heard.id), 'the mention after')
})

it('hides what may not be seen from muting and translating, and says that it does not translate', async () => {
  const secret = await say(alice, 'Secret', { visibility: 'direct' })
  for (const verb of ['mute', 'unmute', 'translate']) {
    expect((await act(bob, secret.id, verb)).status).toBe(404)
  }
  const open = await say(alice, 'Bonjour', { language: 'fr' })
  expect((await act(bob, open.id, 'translate')).body).toEqual({
    error: 'This server does not offer translations',
  })
  const path = '/api/v1/instance/translation_languages'
  expect((await callApi(here.origin, { method: 'GET', path })).body).toEqual({})
})

it.each(['pin', 'unpin', 'mute', 'unmute', 'translate'])(
  'asks for a token and its scope to %s',
  async (verb) => {
    const { id } = await say(alice, 'Scopes')
    const path = `/api/v1/statuses/${id}/${verb}`
    expect((await callApi(here.origin, { method: 'POST', path, body: {} })).status).toBe(401)
    const token = await here.cairn('token', 'create', '--username', 'alice', '--scopes', 'follow')
    const headers = { authorization: `Bearer ${token}` }
    const { status } = await callApi(here.origin, { method: 'POST', path, body: {}, headers })
    // `follow` contains the right to mute.
    expect(status).toBe(verb === 'mute' || verb === 'unmute' ? 200 : 403)
  },
)
