import { createRestAPIClient, type mastodon } from 'masto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPerson, eventually, type Person } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person
let a: mastodon.rest.Client
let b: mastodon.rest.Client

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob', { open: false })
  a = createRestAPIClient({ url: server.origin, accessToken: alice.token })
  b = createRestAPIClient({ url: server.origin, accessToken: bob.token })
})

afterAll(() => server?.[Symbol.asyncDispose]())

it('knows who it is and what the server is', async () => {
  const [me, v1, v2] = await Promise.all([
    a.v1.accounts.verifyCredentials(),
    a.v1.instance.fetch(),
    a.v2.instance.fetch(),
  ])
  expect(me).toMatchObject({ username: 'alice', acct: 'alice', locked: false })
  expect(v2.version).toMatch(/^4\.5\.0 \(compatible; Cairn /)
  expect(v1.uri).toBe(new URL(server.origin).host)
})

it('asks to follow somebody who approves followers, and is let in', async () => {
  const asked = await a.v1.accounts.$select(bob.id).follow()
  expect(asked).toMatchObject({ following: false, requested: true })
  const requests = await b.v1.followRequests.list()
  expect(requests.map((account) => account.username)).toEqual(['alice'])
  const accepted = await b.v1.followRequests.$select(alice.id).authorize()
  expect(accepted.followedBy).toBe(true)
  const [standing] = await a.v1.accounts.relationships.fetch({ id: [bob.id] })
  expect(standing).toMatchObject({ following: true, requested: false })
})

it('posts with photo, alt text, warning and tag, and reads it at home, locally, globally and by tag', async () => {
  const photo = await photoWithGps({ latitude: 52.52, longitude: 13.405 })
  const media = await b.v2.media.create({ file: new Blob([new Uint8Array(photo)]), description: 'A tower' })
  expect(media).toMatchObject({ type: 'image', description: 'A tower' })
  const status = await b.v1.statuses.create({
    status: 'Look at #Berlin',
    mediaIds: [media.id],
    spoilerText: 'Heights',
    visibility: 'public',
    language: 'en',
  })
  expect(status).toMatchObject({ spoilerText: 'Heights', sensitive: true, visibility: 'public' })
  expect(status.tags.map((tag) => tag.name)).toEqual(['berlin'])
  const home = await eventually(async () => {
    const list = await a.v1.timelines.home.list()
    return list.some((one) => one.id === status.id) && list
  }, 'the post at home')
  expect(home.find((one) => one.id === status.id)?.mediaAttachments[0]?.description).toBe('A tower')
  for (const list of [
    await a.v1.timelines.public.list({ local: true }),
    await a.v1.timelines.public.list(),
    await a.v1.timelines.tag.$select('Berlin').list(),
  ]) {
    expect(list.map((one) => one.id)).toContain(status.id)
  }
})

it('replies, likes, boosts and bookmarks, and tells the author', async () => {
  const post = await b.v1.statuses.create({ status: 'Who is awake?' })
  const reply = await a.v1.statuses.create({ status: '@bob I am', inReplyToId: post.id })
  expect(reply.mentions.map((mention) => mention.acct)).toEqual(['bob'])
  const liked = await a.v1.statuses.$select(post.id).favourite()
  expect(liked).toMatchObject({ favourited: true, favouritesCount: 1 })
  const boost = await a.v1.statuses.$select(post.id).reblog()
  expect(boost.reblog).toMatchObject({ id: post.id, reblogged: true, reblogsCount: 1 })
  expect((await a.v1.statuses.$select(post.id).bookmark()).bookmarked).toBe(true)
  expect((await a.v1.bookmarks.list()).map((one) => one.id)).toContain(post.id)
  const context = await b.v1.statuses.$select(post.id).context.fetch()
  expect(context.descendants.map((one) => one.id)).toEqual([reply.id])
  const types = await eventually(async () => {
    const seen = (await b.v1.notifications.list()).map((one) => one.type)
    return (['mention', 'favourite', 'reblog'] as const).every((type) => seen.includes(type)) && seen
  }, 'the notifications')
  expect(types.filter((type) => type === 'favourite')).toHaveLength(1)
})

it('edits with history and deletes for good', async () => {
  const post = await b.v1.statuses.create({ status: 'Helo' })
  const edited = await b.v1.statuses.$select(post.id).update({ status: 'Hello' })
  expect(edited.content).toBe('<p>Hello</p>')
  expect((await b.v1.statuses.$select(post.id).history.list()).map((version) => version.content)).toEqual([
    '<p>Helo</p>',
    '<p>Hello</p>',
  ])
  expect((await b.v1.statuses.$select(post.id).source.fetch()).text).toBe('Hello')
  expect(await b.v1.statuses.$select(post.id).remove()).toMatchObject({ text: 'Hello' })
  expect((await alice.get(`/api/v1/statuses/${post.id}`)).status).toBe(404)
})

it('pages exactly: every post once, downward by max_id and upward by min_id', async () => {
  const ids: string[] = []
  for (let n = 0; n < 25; n++) ids.push((await a.v1.statuses.create({ status: `Page ${n}` })).id)
  const down: string[] = []
  for await (const page of a.v1.accounts
    .$select(alice.id)
    .statuses.list({ limit: 10, excludeReplies: true, excludeReblogs: true })) {
    down.push(...page.map((status) => status.id))
  }
  expect(down.filter((id) => ids.includes(id))).toEqual([...ids].reverse())
  const above = await a.v1.accounts.$select(alice.id).statuses.list({ minId: ids[3] as string, limit: 5 })
  expect(above.map((status) => status.id)).toEqual(ids.slice(4, 9).reverse())
})

it('answers a retry with the same Idempotency-Key with the same post', async () => {
  const headers = { 'idempotency-key': 'once-and-only-once' }
  const answers = await Promise.all(
    [1, 2, 3].map(() => alice.post('/api/v1/statuses', { status: 'Only once' }, headers)),
  )
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1)
})

it('checks in with a place: card, place and check-in on the status, found near and on the place page', async () => {
  const place = (
    await alice.post('/api/cairn/v1/places', {
      name: 'Teahouse',
      latitude: 35.0101,
      longitude: 135.7502,
      category: 'amenity=cafe',
    })
  ).body
  const near = await alice.post('/api/cairn/v1/places/nearby', {
    latitude: 35.0102,
    longitude: 135.7503,
    accuracy: 20,
  })
  expect(near.body.places[0].place.id).toBe(place.id)
  const status = (
    await alice.post('/api/v1/statuses', { status: 'Matcha', place_id: place.id, visibility: 'public' })
  ).body
  expect(status.place).toMatchObject({ id: place.id, name: 'Teahouse', precision: 'venue' })
  expect(status.card).toMatchObject({ type: 'link', title: 'Teahouse' })
  const onPage = await bob.get(`/api/cairn/v1/places/${place.id}/statuses`)
  expect(onPage.body.map((one: { id: string }) => one.id)).toEqual([status.id])
  const around = await bob.post('/api/cairn/v1/timelines/nearby', { latitude: 35.011, longitude: 135.751 })
  expect(around.body.map((one: { id: string }) => one.id)).toContain(status.id)
})

it('sends check-ins to followers only, unless their author says otherwise', async () => {
  const place = (
    await alice.post('/api/cairn/v1/places', { name: 'Library', latitude: 51.5, longitude: -0.12 })
  ).body
  const status = (await alice.post('/api/v1/statuses', { place_id: place.id })).body
  expect(status.visibility).toBe('private')
  expect((await bob.get(`/api/v1/statuses/${status.id}`)).status).toBe(404)
})

it('finds accounts, posts and tags', async () => {
  const found = await a.v2.search.list({ q: 'bob', type: 'accounts' })
  expect(found.accounts.map((account) => account.username)).toContain('bob')
  const tags = await a.v2.search.list({ q: '#berl', type: 'hashtags' })
  expect(tags.hashtags.map((tag) => tag.name)).toContain('berlin')
})

it('hides everything between people when one blocks the other', async () => {
  const before = await a.v1.statuses.create({ status: 'Seen before the block' })
  await a.v1.accounts.$select(bob.id).block()
  expect((await bob.get(`/api/v1/statuses/${before.id}`)).status).toBe(404)
  const [standing] = await a.v1.accounts.relationships.fetch({ id: [bob.id] })
  expect(standing).toMatchObject({ blocking: true, following: false })
  await a.v1.accounts.$select(bob.id).unblock()
})
