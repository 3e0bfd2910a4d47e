import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person
let carol: Person
let cafe: { id: string }
/** A public check-in of Alice's that asks Bob. */
let postId: string

beforeAll(async () => {
  server = await startServer()
  ;[alice, bob, carol] = [
    await createPerson(server, 'alice'),
    await createPerson(server, 'bob'),
    await createPerson(server, 'carol'),
  ]
  await bob.post(`/api/v1/accounts/${alice.id}/follow`)
  cafe = (await alice.post('/api/cairn/v1/places', { name: 'Café', latitude: 48.854, longitude: 2.3326 }))
    .body
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(async () => {
  postId = (await checkInWith([bob.id])).body.id
})

function checkInWith(companions: readonly string[], more: object = {}) {
  return alice.post('/api/v1/statuses', {
    place_id: cafe.id,
    visibility: 'public',
    checkin: { companions },
    ...more,
  })
}

const namings = (id: string) => `/api/cairn/v1/checkins/${id}/companions`

/** All that a stranger can get of the check-in: API, page, ActivityPub, feed. */
async function seenByStrangers(id: string): Promise<string> {
  const api = await callApi(server.origin, { method: 'GET', path: `/api/v1/statuses/${id}` })
  const list = await callApi(server.origin, { method: 'GET', path: namings(id) })
  const document = await callApi(server.origin, {
    method: 'GET',
    path: `/posts/${id}`,
    headers: { accept: 'application/activity+json' },
  })
  const page = await (await fetch(`${server.origin}/@alice/${id}`)).text()
  const feed = await (await fetch(`${server.origin}/@alice/feed.atom`)).text()
  return JSON.stringify([api.body, list.body, document.body]) + page + feed
}

/** With `supported_types`, what an app does not know says in words what it is. */
async function expectFallbacks(): Promise<void> {
  const fallback = { title: expect.stringContaining('you were there'), summary: expect.any(String) }
  const known = 'supported_types[]=cairn.companion'
  const told = async (query: string) => (await bob.get(`/api/v1/notifications?${query}`)).body as object[]
  const isCompanion = (one: object) => 'type' in one && one.type === 'cairn.companion'
  expect((await told('supported_types[]=mention')).find(isCompanion)).toMatchObject({ fallback })
  expect((await told(known)).find(isCompanion)).not.toHaveProperty('fallback')
  expect((await told('')).find(isCompanion)).not.toHaveProperty('fallback')
  const groups = async (query: string) =>
    (await bob.get(`/api/v2/notifications?${query}`)).body.notification_groups as object[]
  expect((await groups('supported_types[]=mention')).find(isCompanion)).toMatchObject({ fallback })
  expect((await groups(known)).find(isCompanion)).not.toHaveProperty('fallback')
}

describe('a companion', () => {
  it('is asked by a notification, and not named anywhere before they agree', async () => {
    const asked = await eventually(async () =>
      (await bob.get('/api/v1/notifications')).body.find(
        (one: { type: string }) => one.type === 'cairn.companion',
      ),
    )
    expect(asked).toMatchObject({ account: { id: alice.id } })
    await expectFallbacks()
    expect(await seenByStrangers(postId)).not.toContain('bob')
    expect((await carol.get(namings(postId))).body).toEqual([])
    expect((await bob.get(namings(postId))).body).toMatchObject([{ account: { id: bob.id }, state: 'asked' }])
    expect((await alice.get(namings(postId))).body).toMatchObject([{ state: 'asked' }])
  })

  it('is named on every door once they agree, and on none once they withdraw', async () => {
    expect((await bob.post(`${namings(postId)}/agree`)).body).toMatchObject([{ state: 'agreed' }])
    const { body } = await carol.get(`/api/v1/statuses/${postId}`)
    expect(body.checkin.companions).toMatchObject([{ id: bob.id, acct: 'bob' }])
    expect(body.content).toContain(' with <a class="u-category h-card"')
    expect(body.edited_at).toBeNull()
    const document = await callApi(server.origin, {
      method: 'GET',
      path: `/posts/${postId}`,
      headers: { accept: 'application/activity+json' },
    })
    expect(document.body).toMatchObject({ companions: [`${server.origin}/users/bob`] })
    expect((await bob.post(`${namings(postId)}/withdraw`)).status).toBe(200)
    expect(await seenByStrangers(postId)).not.toContain('bob')
    expect((await bob.post(`${namings(postId)}/agree`)).status).toBe(404)
  })

  it('is no more named when the author says so, or when one blocks the other', async () => {
    await bob.post(`${namings(postId)}/agree`)
    expect((await carol.call('DELETE', `${namings(postId)}/${bob.id}`)).status).toBe(404)
    expect((await alice.call('DELETE', `${namings(postId)}/${bob.id}`)).status).toBe(200)
    expect(await seenByStrangers(postId)).not.toContain('bob')
    const other = (await checkInWith([bob.id])).body.id
    await bob.post(`${namings(other)}/agree`)
    expect(await seenByStrangers(other)).toContain('@bob')
    await bob.post(`/api/v1/accounts/${alice.id}/block`)
    await eventually(async () => !(await seenByStrangers(other)).includes('bob'), 'the end of the naming')
    expect((await checkInWith([bob.id])).status).toBe(422)
    await bob.post(`/api/v1/accounts/${alice.id}/unblock`)
    await bob.post(`/api/v1/accounts/${alice.id}/follow`)
  })

  it('must follow the author, be somebody else, and see the check-in', async () => {
    for (const answer of [
      await checkInWith([carol.id]),
      await checkInWith([alice.id]),
      await checkInWith(['1']),
      await checkInWith([bob.id], { visibility: 'direct' }),
    ]) {
      expect([answer.status, answer.body.error]).toEqual([422, expect.stringContaining('companions must be')])
    }
  })

  it('may be asked later, by the author alone, and answers for themselves alone', async () => {
    const later = (await checkInWith([])).body.id
    expect((await carol.post(namings(later), { account_ids: [bob.id] })).status).toBe(404)
    expect((await alice.post(namings(later), { account_ids: [bob.id] })).body).toMatchObject([
      { state: 'asked' },
    ])
    expect((await carol.post(`${namings(later)}/agree`)).status).toBe(404)
    expect((await alice.post(`${namings(later)}/agree`)).status).toBe(404)
  })

  it('goes with a history that is hidden', async () => {
    await bob.post(`${namings(postId)}/agree`)
    await alice.post('/api/cairn/v1/checkins/hide_all')
    await eventually(
      async () => (await alice.get(namings(postId))).body.length === 0,
      'the end of the naming',
    )
    expect((await bob.get(namings(postId))).status).toBe(404)
  })
})
