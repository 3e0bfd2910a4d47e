import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createPerson, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

// Each command of an operator is a process of its own.
vi.setConfig({ testTimeout: 120_000 })

let here: TestServer
let there: TestServer
let alice: Person
let fan: Person
let hereHost: string
let thereHost: string

beforeAll(async () => {
  ;[here, there] = await Promise.all([startServer(), startServer()])
  hereHost = new URL(here.origin).host
  thereHost = new URL(there.origin).host
  alice = await createPerson(here, 'alice')
  fan = await createPerson(here, 'fan')
  await createPerson(there, 'alice')
  await createPerson(there, 'bob')
}, 240_000)
afterAll(() => Promise.all([here, there].map((server) => server?.[Symbol.asyncDispose]())), 60_000)

const password = 'correct horse battery'

it('asks for the password and for the right scope', async () => {
  const acct = `alice@${thereHost}`
  const wrong = await alice.post('/api/cairn/v1/migration', { acct, password: 'wrong' })
  expect(wrong.status).toBe(403)
  const token = await here.cairn('token', 'create', '--username', 'alice', '--scopes', 'read')
  const answer = await fetch(`${here.origin}/api/cairn/v1/migration`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ acct, password }),
  })
  expect(answer.status).toBe(403)
  expect((await fetch(`${here.origin}/api/cairn/v1/aliases`)).status).toBe(401)
})

it('does not move to an account that does not know of it, that is the same, or that is not there', async () => {
  const move = async (acct: string) =>
    (await alice.post('/api/cairn/v1/migration', { acct, password })).status
  expect(await move(`bob@${thereHost}`)).toBe(422)
  expect(await move(`alice@${hereHost}`)).toBe(422)
  expect(await move(`nobody@${thereHost}`)).toBe(404)
  expect(await move('not a handle')).toBe(404)
})

it('lists, adds and removes aliases', async () => {
  const uri = `${there.origin}/users/bob`
  const added = await alice.post('/api/cairn/v1/aliases', { acct: `@bob@${thereHost}` })
  expect([added.status, added.body]).toEqual([200, { aliases: [uri], moved_to_id: null }])
  const missing = await alice.post('/api/cairn/v1/aliases', { acct: `nobody@${thereHost}` })
  expect(missing.status).toBe(404)
  const removed = await alice.call('DELETE', `/api/cairn/v1/aliases?uri=${encodeURIComponent(uri)}`)
  expect(removed.body.aliases).toEqual([])
})

it('moves with the followers, once the new account names the old one', async () => {
  await fan.post(`/api/v1/accounts/${alice.id}/follow`)
  expect(await there.cairn('account', 'alias', 'add', 'alice', `alice@${hereHost}`)).toBe(
    `${here.origin}/users/alice`,
  )
  const moved = await alice.post('/api/cairn/v1/migration', { acct: `alice@${thereHost}`, password })
  expect(moved.status).toBe(200)
  const { body: account } = await fan.get(`/api/v1/accounts/${alice.id}`)
  expect(account.moved).toMatchObject({ acct: `alice@${thereHost}` })
  await vi.waitFor(
    async () => {
      const { body } = await fan.get(
        `/api/v1/accounts/relationships?id[]=${account.moved.id}&id[]=${alice.id}`,
      )
      expect(body).toMatchObject([{ following: true }, { following: false }])
    },
    { timeout: 30_000, interval: 200 },
  )
  expect((await fan.post(`/api/v1/accounts/${alice.id}/follow`)).status).toBe(403)
})

it('moves by command, too, and says why not', async () => {
  await expect(there.cairn('account', 'migrate', 'bob', `fan@${hereHost}`)).rejects.toThrow(/alias/)
  await here.cairn('account', 'alias', 'add', 'fan', `bob@${thereHost}`)
  expect(await there.cairn('account', 'migrate', 'bob', `fan@${hereHost}`)).toBe(`${here.origin}/users/fan`)
})
