import { afterAll, beforeAll, expect, it } from 'vitest'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let host: string
let alice: Person
let bob: Person
let carol: Person

beforeAll(async () => {
  server = await startServer()
  host = new URL(server.origin).host
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  carol = await createPerson(server, 'carol')
  await alice.post(`/api/v1/accounts/${bob.id}/follow`, {
    reblogs: false,
    notify: true,
    languages: ['en', 'de'],
  })
}, 60_000)

afterAll(() => server?.[Symbol.asyncDispose]())

const read = async (name: string) => {
  const answer = await alice.get(`/api/cairn/v1/exports/${name}`)
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${name}.csv"`)
  return answer.body as string
}

it('writes follows with what was chosen for each', async () => {
  expect(await read('follows')).toBe(
    `Account address,Show boosts,Notify on new posts,Languages\nbob@${host},false,true,"en, de"\n`,
  )
})

it('writes lists, with titles that need quotes', async () => {
  const { body: list } = await alice.post('/api/v1/lists', { title: 'Friends, "old"' })
  await alice.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [bob.id] })
  expect(await read('lists')).toBe(`"Friends, ""old""",bob@${host}\n`)
})

it('writes mutes, blocks and domains', async () => {
  await alice.post(`/api/v1/accounts/${bob.id}/mute`, { notifications: false })
  await alice.post(`/api/v1/accounts/${carol.id}/block`)
  await alice.post('/api/v1/domain_blocks', { domain: 'spam.example' })
  expect(await read('mutes')).toBe(`Account address,Hide notifications\nbob@${host},false\n`)
  expect(await read('blocks')).toBe(`carol@${host}\n`)
  expect(await read('domain_blocks')).toBe('spam.example\n')
})

it('writes bookmarks by the address of the post, without those that are no longer to be seen', async () => {
  const { body: kept } = await bob.post('/api/v1/statuses', { status: 'Keep me' })
  const { body: hidden } = await bob.post('/api/v1/statuses', {
    status: 'For followers',
    visibility: 'private',
  })
  for (const { id } of [kept, hidden]) await alice.post(`/api/v1/statuses/${id}/bookmark`)
  expect(await read('bookmarks')).toBe(`${hidden.uri}\n${kept.uri}\n`)
  await bob.post(`/api/v1/accounts/${alice.id}/remove_from_followers`)
  await eventually(async () => (await read('bookmarks')) === `${kept.uri}\n`, 'the end of sight')
})

it.each(['follows', 'blocks', 'mutes', 'lists', 'bookmarks', 'domain_blocks'])(
  'gives %s to their owner only, and to a token with the scope',
  async (name) => {
    const path = `/api/cairn/v1/exports/${name}`
    expect((await callApi(server.origin, { method: 'GET', path })).status).toBe(401)
    const token = await server.cairn('token', 'create', '--username', 'alice', '--scopes', 'push')
    const headers = { authorization: `Bearer ${token}` }
    expect((await callApi(server.origin, { method: 'GET', path, headers })).status).toBe(403)
  },
)
