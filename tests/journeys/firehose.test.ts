import { latLngToCell } from 'h3-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callApi, createPerson, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { type Heard, openEvents, openSocket, type StreamReader } from '#kit/stream-reader.ts'

const path = '/api/cairn/v1/firehose'
const flore = { name: 'Café de Flore', latitude: 48.8541, longitude: 2.3326, category: 'amenity=cafe' }

let server: TestServer
let alice: Person
let bob: Person
let cafe: { id: string }
let park: { id: string }

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  cafe = (await alice.post('/api/cairn/v1/places', flore)).body
  const far = { name: 'Englischer Garten', latitude: 48.1642, longitude: 11.6056, category: 'leisure=park' }
  park = (await alice.post('/api/cairn/v1/places', far)).body
}, 180_000)

afterAll(() => server?.[Symbol.asyncDispose]())

/** A WebSocket carries the event itself; an event stream carries it as data, under its cursor. */
const said = (heard: Heard): Record<string, unknown> => heard.payload ?? { ...heard }
const tells =
  (type: string, id: string) =>
  (heard: Heard): boolean =>
    said(heard)['type'] === type && said(heard)['id'] === id
const typesOf = (reader: StreamReader, id: string) =>
  reader.heard.flatMap((heard) => (said(heard)['id'] === id ? [said(heard)['type'] as string] : []))

async function publish(person: Person, text: string, more: object = {}) {
  const { status, body } = await person.post('/api/v1/statuses', {
    status: text,
    visibility: 'public',
    ...more,
  })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body as { id: string }
}

/** What is told is told in order: once a later post has come, an earlier one will not. */
async function settle(reader: StreamReader, by = bob): Promise<void> {
  const { id } = await publish(by, 'Anything yet?')
  await reader.until(tells('post', id))
}

const doors: [string, (query: string) => Promise<StreamReader>][] = [
  ['a WebSocket', (query) => openSocket(server.origin, { path, query })],
  ['server-sent events', (query) => openEvents(server.origin, path + query)],
]

describe.each(doors)('%s', (_name, open) => {
  it('tells anybody of public posts and check-ins, their changes and their ends, in order', async () => {
    await using reader = await open('')
    await settle(reader)
    const post = await publish(alice, 'Good morning')
    const checkin = await publish(alice, 'Coffee', { place_id: cafe.id, checkin: { precision: 'venue' } })
    await alice.call('PUT', `/api/v1/statuses/${post.id}`, { status: 'Good evening' })
    // What is gone before anybody looked is not told.
    await reader.until(tells('post', post.id))
    await alice.call('DELETE', `/api/v1/statuses/${post.id}`)
    await reader.until(tells('delete', post.id))
    // An edit that was over before anybody looked is not told; its end is.
    expect(typesOf(reader, post.id).filter((type) => type !== 'update')).toEqual(['post', 'delete'])
    const told = said(await reader.until(tells('checkin', checkin.id)))
    expect(told).toMatchObject({
      cursor: expect.stringMatching(/^\d+-\d+$/),
      at: expect.any(String),
      account_id: alice.id,
      status: { id: checkin.id, place: { id: cafe.id } },
    })
  })

  it('reads on after a cursor: everything that was missed, once and in order', async () => {
    const ids: string[] = []
    let cursor: string
    {
      await using reader = await open('')
      await settle(reader)
      const { id } = await publish(alice, 'Before')
      cursor = String(said(await reader.until(tells('post', id)))['cursor'])
    }
    for (let n = 0; n < 130; n += 10) {
      const some = Array.from({ length: 10 }, (_, m) => publish(n > 0 ? alice : bob, `Missed ${n + m}`))
      ids.push(...(await Promise.all(some)).map((post) => post.id))
    }
    const gone = ids[7] ?? ''
    expect((await bob.call('DELETE', `/api/v1/statuses/${gone}`)).status).toBe(200)
    await using reader = await open(`?cursor=${cursor}`)
    await settle(reader)
    const heard = reader.heard.map(said).filter(({ id }) => ids.includes(String(id)))
    expect(heard.filter(({ type }) => type === 'delete').map(({ id }) => id)).toEqual([gone])
    const posts = heard.filter(({ type }) => type === 'post').map(({ id }) => String(id))
    expect(new Set(posts).size).toBe(posts.length)
    expect(posts.toSorted()).toEqual(ids.filter((id) => id !== gone).toSorted())
    const cursors = reader.heard.map((one) => said(one)['cursor']).filter(Boolean) as string[]
    expect(cursors).toEqual(cursors.toSorted(byPosition))
  })
})

function byPosition(a: string, b: string): number {
  const [ax = 0n, ai = 0n, bx = 0n, bi = 0n] = [...a.split('-'), ...b.split('-')].map(BigInt)
  return Number(ax - bx) || Number(ai - bi)
}

it('never tells what is not public, nor a boost', async () => {
  await using reader = await openSocket(server.origin, { path })
  await settle(reader)
  const ids = await Promise.all(
    ['unlisted', 'private', 'direct'].map(
      async (visibility) => (await publish(alice, 'Hush @bob', { visibility })).id,
    ),
  )
  const own = await publish(bob, 'Boost me')
  ids.push((await alice.post(`/api/v1/statuses/${own.id}/reblog`)).body.id)
  for (const id of ids) await alice.call('DELETE', `/api/v1/statuses/${id}`)
  await settle(reader)
  for (const id of ids) expect(JSON.stringify(reader.heard)).not.toContain(`"id":"${id}"`)
})

it('shows a check-in as strangers see it, and tells when less is shown', async () => {
  await using reader = await openSocket(server.origin, {
    path,
    query: `?area=${latLngToCell(48.8541, 2.3326, 7)}`,
  })
  const layered = { precision: 'city', followers_precision: 'venue' }
  const vague = await publish(alice, 'Somewhere nice', { place_id: cafe.id, checkin: layered })
  const near = await publish(alice, 'Here', { place_id: cafe.id, checkin: { precision: 'venue' } })
  await reader.until(tells('checkin', near.id))
  expect(typesOf(reader, vague.id)).toEqual([])
  await alice.post('/api/cairn/v1/checkins/hide_all')
  await reader.until(tells('delete', near.id))
  await using all = await openSocket(server.origin, { path, query: '?cursor=oldest' })
  await settle(all)
  expect(JSON.stringify(all.heard)).not.toContain('Café de Flore')
})

it('tells each reader what it asked for: types, authors, places, areas', async () => {
  const readers = {
    checkins: await openSocket(server.origin, { path, query: '?types=checkin,delete' }),
    bobs: await openSocket(server.origin, { path, query: `?account=${bob.id}&types=post` }),
    cafe: await openSocket(server.origin, { path, query: `?place=${cafe.id}` }),
    munich: await openEvents(server.origin, `${path}?area=area_${latLngToCell(48.1642, 11.6056, 5)}`),
  }
  try {
    await settle(readers.bobs)
    const atPark = await publish(alice, 'Lawn', { place_id: park.id, checkin: { precision: 'venue' } })
    const atCafe = await publish(bob, 'Coffee', { place_id: cafe.id, checkin: { precision: 'venue' } })
    const words = await publish(alice, 'Only words')
    await readers.checkins.until(tells('checkin', atCafe.id))
    await settle(readers.bobs)
    await readers.cafe.until(tells('checkin', atCafe.id))
    await readers.munich.until(tells('checkin', atPark.id))
    const ids = [atPark.id, atCafe.id, words.id]
    const heardBy = (reader: StreamReader) => ids.filter((id) => typesOf(reader, id).length > 0)
    expect(heardBy(readers.checkins)).toEqual([atPark.id, atCafe.id])
    expect(heardBy(readers.bobs)).toEqual([])
    expect(heardBy(readers.cafe)).toEqual([atCafe.id])
    expect(heardBy(readers.munich)).toEqual([atPark.id])
  } finally {
    for (const reader of Object.values(readers)) await reader[Symbol.asyncDispose]()
  }
})

it('says that there is a gap after a cursor of another database', async () => {
  await using reader = await openSocket(server.origin, { path, query: '?cursor=9000000000000000-1' })
  expect(said(await reader.until((heard) => said(heard)['type'] === 'gap'))['cursor']).toMatch(/^\d+-\d+$/)
  await settle(reader)
})

it.each([
  ['types=posts', 'types'],
  ['area=paris', 'area'],
  ['place=me', 'place'],
  ['cursor=yesterday', 'cursor'],
  [`account=${Array.from({ length: 101 }, (_, n) => n).join()}`, 'account'],
])('refuses %s by name', async (query, name) => {
  const answer = await callApi(server.origin, { method: 'GET', path: `${path}?${query}` })
  expect(answer).toMatchObject({ status: 422, body: { error: expect.stringContaining(name) } })
})

it('tells readers where to come back to when the server stops', async () => {
  const stopping = await startServer()
  const socket = await openSocket(stopping.origin, { path })
  const reason = new Promise((resolve) =>
    socket.socket.on('close', (code, why) => resolve(`${code} ${why.toString()}`)),
  )
  const events = await openEvents(stopping.origin, path)
  await stopping[Symbol.asyncDispose]()
  expect(await reason).toMatch(/^1012 stopping; resume=\d+-\d+$/)
  expect(await events.until((heard) => heard.event === 'cut')).toMatchObject({
    payload: { reason: 'stopping' },
  })
  await socket[Symbol.asyncDispose]()
  await events[Symbol.asyncDispose]()
})
