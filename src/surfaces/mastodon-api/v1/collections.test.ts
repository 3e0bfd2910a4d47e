import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person
let carol: Person
let shy: Person

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  carol = await createPerson(server, 'carol')
  shy = await createPerson(server, 'shy')
  for (const one of [bob, carol])
    await one.call('PATCH', '/api/v1/accounts/update_credentials', { discoverable: true })
  await shy.call('PATCH', '/api/v1/accounts/update_credentials', { discoverable: false })
}, 240_000)

afterAll(() => server?.[Symbol.asyncDispose]())

interface Item {
  readonly id: string
  readonly account_id: string
  readonly state: string
}

async function create(more: object = {}): Promise<{ id: string; items: Item[] }> {
  const made = await alice.post('/api/v1/collections', { name: 'Hikers', ...more })
  expect(made.status).toBe(200)
  return made.body.collection
}

const membersSeenBy = async (person: Person, id: string) =>
  ((await person.get(`/api/v1/collections/${id}`)).body.collection.items as Item[]).map(
    (one) => one.account_id,
  )

it('recommends accounts under a name, with its owner first, to everybody', async () => {
  const content = {
    description: 'They walk',
    language: 'en',
    tag_name: '#Hiking',
    account_ids: [bob.id, carol.id],
  }
  const { id } = await create(content)
  const shown = await callApi(server.origin, { method: 'GET', path: `/api/v1/collections/${id}` })
  expectEntity('CollectionWithAccounts', shown.body)
  expect(shown.body.collection).toMatchObject({
    account_id: alice.id,
    name: 'Hikers',
    description: 'They walk',
    tag: { name: 'hiking', url: `${server.origin}/tags/hiking` },
    item_count: 2,
    items: [{ account_id: bob.id, state: 'accepted' }, { account_id: carol.id }],
  })
  expect(shown.body.accounts.map((one: { id: string }) => one.id)).toEqual([alice.id, bob.id, carol.id])
  const page = await fetch(shown.body.collection.url as string)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('@carol')])
  expect((await bob.get(`/api/v1/accounts/${bob.id}/in_collections`)).body.collections[0].id).toBe(id)
  await alice.call('DELETE', `/api/v1/collections/${id}`)
  expect((await alice.get(`/api/v1/collections/${id}`)).status).toBe(404)
  expect((await fetch(shown.body.collection.url as string)).status).toBe(404)
})

it('takes in only who lets themselves be discovered, once, and lets them go', async () => {
  const { id } = await create()
  const items = `/api/v1/collections/${id}/items`
  expect((await alice.post(items, { account_id: shy.id })).status).toBe(403)
  expect((await alice.post(items, { account_id: '1' })).status).toBe(404)
  const added = await alice.post(items, { account_id: bob.id })
  expect([added.status, added.body.collection_item]).toMatchObject([
    200,
    { account_id: bob.id, state: 'accepted' },
  ])
  expect((await alice.post(items, { account_id: bob.id })).status).toBe(422)
  expect((await bob.post(items, { account_id: carol.id })).status).toBe(404)
  expect((await bob.call('DELETE', `${items}/${added.body.collection_item.id}`)).status).toBe(404)
  expect((await alice.call('DELETE', `${items}/${added.body.collection_item.id}`)).status).toBe(200)
  expect(await membersSeenBy(carol, id)).toEqual([])
  expect((await alice.post('/api/v1/collections', { name: 'x', account_ids: [bob.id, shy.id] })).status).toBe(
    403,
  )
})

it('lets who is in it take themselves out, for good', async () => {
  const { id, items } = await create({ account_ids: [bob.id] })
  const path = `/api/v1/collections/${id}/items/${items[0]?.id}/revoke`
  expect((await carol.post(path)).status).toBe(404)
  expect((await bob.post(path)).status).toBe(200)
  expect(await membersSeenBy(carol, id)).toEqual([])
  expect((await alice.get(`/api/v1/collections/${id}`)).body.collection.items[0].state).toBe('revoked')
  expect((await alice.post(`/api/v1/collections/${id}/items`, { account_id: bob.id })).status).toBe(422)
})

describe('who sees a collection', () => {
  it('its owner alone finds one that is not to be discovered, and who has its address reads it', async () => {
    const { id } = await create({ name: 'Quiet', discoverable: false, account_ids: [carol.id] })
    const namesFor = async (person: Person, path: string) =>
      ((await person.get(path)).body.collections as { name: string }[]).map((one) => one.name)
    const ofAlice = `/api/v1/accounts/${alice.id}/collections`
    expect(await namesFor(alice, ofAlice)).toContain('Quiet')
    expect(await namesFor(bob, ofAlice)).not.toContain('Quiet')
    expect(await namesFor(bob, `/api/v1/accounts/${carol.id}/in_collections`)).not.toContain('Quiet')
    expect(await namesFor(carol, `/api/v1/accounts/${carol.id}/in_collections`)).toContain('Quiet')
    expect((await bob.get(`/api/v1/collections/${id}`)).status).toBe(200)
  })

  it('not whom the owner blocks, who is taken out, too; nobody sees who no longer lets themselves be discovered', async () => {
    const { id } = await create({ account_ids: [bob.id, carol.id] })
    await carol.call('PATCH', '/api/v1/accounts/update_credentials', { discoverable: false })
    expect(await membersSeenBy(shy, id)).toEqual([bob.id])
    await alice.post(`/api/v1/accounts/${bob.id}/block`)
    expect((await bob.get(`/api/v1/collections/${id}`)).status).toBe(404)
    await eventually(async () => (await membersSeenBy(shy, id)).length === 0)
    await carol.call('PATCH', '/api/v1/accounts/update_credentials', { discoverable: true })
  })
})

it('changes what is said of it, and keeps to its limits', async () => {
  const { id } = await create()
  const path = `/api/v1/collections/${id}`
  const changed = await alice.call('PATCH', path, { name: 'Walkers', sensitive: true, tag_name: '' })
  expect(changed.body.collection).toMatchObject({ name: 'Walkers', sensitive: true, tag: null })
  expect((await carol.call('PATCH', path, { name: 'Mine' })).status).toBe(404)
  for (const wrong of [
    { name: 'x'.repeat(41) },
    { name: ' ' },
    { description: 'x'.repeat(101) },
    { tag_name: 'a b' },
  ])
    expect([wrong, (await alice.call('PATCH', path, wrong)).status]).toEqual([wrong, 422])
  const statuses: number[] = []
  for (let count = 0; count < 11; count++)
    statuses.push((await carol.post('/api/v1/collections', { name: `${count}` })).status)
  expect([statuses.filter((status) => status === 200).length, statuses.at(-1)]).toEqual([10, 422])
})
