import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person
let shy: Person
let placeId: string

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  shy = await createPerson(server, 'shy')
  const profile = { indexable: true, display_name: 'Robert Quick' }
  await bob.call('PATCH', '/api/v1/accounts/update_credentials', profile)
  const place = { name: 'Teahouse', latitude: 35.0101, longitude: 135.7502, category: 'amenity=cafe' }
  placeId = (await bob.post('/api/cairn/v1/places', place)).body.id
})

afterAll(() => server?.[Symbol.asyncDispose]())

async function say(who: Person, status: string, more: object = {}): Promise<string> {
  return (await who.post('/api/v1/statuses', { status, visibility: 'public', ...more })).body.id
}

async function find(who: Person, q: string, more = ''): Promise<string[]> {
  const { status, body } = await who.get(`/api/v2/search?type=statuses&q=${encodeURIComponent(q)}${more}`)
  expect(status).toBe(200)
  expectEntity('Search', body)
  return body.statuses.map((one: { id: string }) => one.id)
}

const found = (who: Person, q: string, id: string) =>
  eventually(async () => (await find(who, q)).includes(id), `a post by "${q}"`)

it('finds words with other endings, by the language of the post', async () => {
  const english = await say(bob, 'We were hiking on mountains', { language: 'en' })
  const german = await say(bob, 'Die alten Häuser der Stadt', { language: 'de' })
  await found(alice, 'hike mountain', english)
  await found(alice, 'language:de haus', german)
  expect(await find(alice, 'language:de mountain')).toEqual([])
})

it('finds words of scripts without spaces', async () => {
  const japanese = await say(bob, '昨日は東京タワーに行きました', { language: 'ja' })
  await found(alice, '東京タワー', japanese)
  expect(await find(alice, '東京')).toEqual([japanese])
  expect(await find(alice, '大阪')).toEqual([])
})

it('finds phrases, and leaves out what is excluded', async () => {
  const one = await say(bob, 'red apples and green pears')
  const two = await say(bob, 'green apples and red pears')
  await found(alice, 'apples pears', two)
  expect(await find(alice, '"green pears"')).toEqual([one])
  expect(await find(alice, 'apples -"green pears"')).toEqual([two])
})

it('shows only what the searcher may find: never strangers who did not agree, nor private posts of others', async () => {
  const own = await say(alice, 'zebra of mine')
  const agreed = await say(bob, 'zebra of bob')
  const silent = await say(shy, 'zebra of shy')
  const secret = await say(bob, 'zebra in secret', { visibility: 'direct' })
  const forFollowers = await say(bob, 'zebra for followers', { visibility: 'private' })
  const told = await say(shy, '@alice zebra for you', { visibility: 'direct' })
  await found(alice, 'zebra', told)
  const seen = await find(alice, 'zebra')
  expect(seen.sort()).toEqual([own, agreed, told].sort())
  expect([silent, secret, forFollowers].filter((id) => seen.includes(id))).toEqual([])
  await alice.post(`/api/v1/statuses/${silent}/bookmark`)
  expect(await find(alice, 'zebra in:library')).toEqual(expect.arrayContaining([own, silent, told]))
  expect(await find(alice, 'zebra in:library')).not.toContain(agreed)
  expect(await find(alice, 'zebra in:public')).toEqual([agreed])
})

it('forgets a deleted post and knows an edited one by its new words', async () => {
  const post = await say(bob, 'a walrus')
  await found(alice, 'walrus', post)
  await bob.call('PUT', `/api/v1/statuses/${post}`, { status: 'a narwhal' })
  await found(alice, 'narwhal', post)
  expect(await find(alice, 'walrus')).toEqual([])
  await bob.call('DELETE', `/api/v1/statuses/${post}`)
  expect(await find(alice, 'narwhal')).toEqual([])
})

it('knows the operators', async () => {
  const link = await say(bob, 'gecko https://example.org/page', { sensitive: true })
  const reply = await say(bob, 'gecko again', { in_reply_to_id: link })
  const checkin = await say(bob, 'gecko here', { place_id: placeId })
  const own = await say(alice, 'gecko too', { language: 'fr' })
  await found(alice, 'gecko', own)
  expect(await find(alice, 'gecko from:bob')).toEqual([checkin, reply, link])
  expect(await find(alice, 'gecko from:me')).toEqual([own])
  expect(await find(alice, 'gecko -from:@bob')).toEqual([own])
  expect(await find(alice, 'gecko from:nobody')).toEqual([])
  expect(await find(alice, 'gecko has:link')).toEqual([link])
  expect(await find(alice, 'gecko is:reply')).toEqual([reply])
  expect(await find(alice, 'gecko is:sensitive')).toEqual([link])
  expect(await find(alice, 'gecko -is:reply -has:link')).toEqual([own, checkin])
  expect(await find(alice, 'gecko has:place')).toEqual([checkin])
  expect(await find(alice, 'gecko language:fr')).toEqual([own])
  expect(await find(alice, 'gecko near:35.01,135.75')).toEqual([checkin])
  expect(await find(alice, 'near:Teahouse gecko')).toEqual([checkin])
  expect(await find(alice, 'gecko near:48.85,2.35,50km')).toEqual([])
  const today = new Date().toISOString().slice(0, 10)
  expect(await find(alice, `gecko during:${today}`)).toHaveLength(4)
  expect(await find(alice, `gecko before:${today}`)).toEqual([])
  expect(await find(alice, `gecko after:${today}`)).toEqual([])
  expect(await find(alice, 'from:bob is:reply')).toContain(reply)
  expect(await find(alice, 'gecko', `&account_id=${bob.id}`)).toEqual([checkin, reply, link])
})

it('pages by id and by offset', async () => {
  const ids = [await say(bob, 'heron 1'), await say(bob, 'heron 2'), await say(bob, 'heron 3')]
  await found(alice, 'heron', ids[2] as string)
  expect(await find(alice, 'heron', '&limit=1')).toEqual([ids[2]])
  expect(await find(alice, 'heron', '&limit=1&offset=1')).toEqual([ids[1]])
  expect(await find(alice, 'heron', `&limit=5&max_id=${ids[1]}`)).toEqual([ids[0]])
})

it('finds accounts by any word of their names, whom one follows first', async () => {
  const accounts = async (q: string, more = '') =>
    (await alice.get(`/api/v2/search?type=accounts&q=${encodeURIComponent(q)}${more}`)).body.accounts.map(
      (account: { username: string }) => account.username,
    )
  expect(await accounts('quic')).toEqual(['bob'])
  expect(await accounts('robert qui')).toEqual(['bob'])
  expect(await accounts(`@bob@${new URL(server.origin).host}`)).toEqual(['bob'])
  expect(await accounts('bob', '&following=true')).toEqual([])
  await alice.post(`/api/v1/accounts/${bob.id}/follow`)
  expect(await accounts('bob', '&following=true')).toEqual(['bob'])
  expect(await accounts('bob', '&offset=5')).toEqual([])
})

it('finds places and hashtags by their beginnings', async () => {
  const post = await say(bob, 'A #Teatime')
  await found(alice, 'teatime', post)
  const { body } = await alice.get('/api/v2/search?q=tea')
  expectEntity('Search', body)
  expect(body.places.map((place: { id: string }) => place.id)).toContain(placeId)
  expect(body.hashtags.map((tag: { name: string }) => tag.name)).toEqual(['teatime'])
})

it('bears odd input', async () => {
  for (const q of [
    '',
    '   ',
    '((',
    '"',
    "a' & b",
    '<->',
    'from:',
    'near:',
    '\\',
    '%',
    ':*',
    'a'.repeat(400),
    ...['-', '- ', '-(', '-"'].map((sign) => `${sign.repeat(100)}x`),
  ]) {
    expect((await alice.get(`/api/v2/search?q=${encodeURIComponent(q)}`)).status).toBe(200)
  }
  expect((await alice.get(`/api/v2/search?q=${'a'.repeat(401)}`)).status).toBe(422)
  expect((await alice.get('/api/v2/search')).status).toBe(422)
})

it('shows strangers no posts, and asks no other server for them', async () => {
  const post = await say(bob, 'okapi')
  await found(alice, 'okapi', post)
  const open = await fetch(`${server.origin}/api/v2/search?q=okapi`)
  expect(((await open.json()) as { statuses: unknown[] }).statuses).toEqual([])
  const resolving = await fetch(`${server.origin}/api/v2/search?q=x@far.example&resolve=true`)
  expect(resolving.status).toBe(401)
  const token = await server.cairn('token', 'create', '--username', 'alice', '--scopes', 'read:accounts')
  expect((await personWith(server.origin, { ...alice, token }).get('/api/v2/search?q=okapi')).status).toBe(
    403,
  )
})
