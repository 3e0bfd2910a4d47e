import generator, { type Entity, type MegalodonInterface, type WebSocketInterface } from 'megalodon'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { letAppIn } from '#kit/let-app-in.ts'
import { createPerson, eventually, type Person } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

// The library under Whalebird, Fedistar and others; it finds out by itself what it talks to.

const oob = 'urn:ietf:wg:oauth:2.0:oob'
let server: TestServer
let alice: Person
let bob: Person
let client: MegalodonInterface

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
}, 60_000)

afterAll(() => server?.[Symbol.asyncDispose]())

it('registers itself, is let in out of band, and knows who it is', async () => {
  const guest = generator('mastodon', server.origin)
  const app = await guest.registerApp('Megalodon', {
    scopes: ['read', 'write', 'follow', 'push'],
    redirect_uris: oob,
  })
  const code = await letAppIn(app.url ?? '', 'alice')
  const token = await guest.fetchAccessToken(app.client_id, app.client_secret, code, oob)
  client = generator('mastodon', server.origin, token.access_token)
  expect((await client.verifyAccountCredentials()).data.username).toBe('alice')
  expect((await client.getInstance()).data.uri).toBe(new URL(server.origin).host)
})

it('posts with a photo and with a poll, edits and deletes', async () => {
  const photo = await photoWithGps({ latitude: 1, longitude: 2 })
  const { data: media } = await client.uploadMedia(photo, { description: 'A tower' })
  const { data: posted } = await client.postStatus('Look at #Oslo', {
    media_ids: [media.id],
    spoiler_text: 'Heights',
    visibility: 'public',
  })
  const status = posted as Entity.Status
  expect(status).toMatchObject({ spoiler_text: 'Heights', media_attachments: [{ description: 'A tower' }] })
  const { data: asked } = await client.postStatus('Which?', {
    poll: { options: ['A', 'B'], expires_in: 3600 },
  })
  expect((asked as Entity.Status).poll?.options.map((option) => option.title)).toEqual(['A', 'B'])
  expect((await client.editStatus(status.id, { status: 'Look up' })).data.content).toBe('<p>Look up</p>')
  expect((await client.getStatusSource(status.id)).data.text).toBe('Look up')
  await client.deleteStatus(status.id)
  await expect(client.getStatus(status.id)).rejects.toMatchObject({ response: { status: 404 } })
})

it('follows, boosts, likes, keeps and votes, and reads home and public', async () => {
  const { body: post } = await bob.post('/api/v1/statuses', {
    status: 'Tea? #tea',
    poll: { options: ['Yes', 'No'], expires_in: 3600 },
  })
  expect((await client.followAccount(bob.id)).data.following).toBe(true)
  expect((await client.reblogStatus(post.id)).data.reblog?.id).toBe(post.id)
  expect((await client.favouriteStatus(post.id)).data.favourited).toBe(true)
  expect((await client.bookmarkStatus(post.id)).data.bookmarked).toBe(true)
  expect((await client.votePoll(post.poll.id, [1])).data.voted).toBe(true)
  const lists = await Promise.all([
    client.getPublicTimeline(),
    client.getLocalTimeline(),
    client.getTagTimeline('tea'),
  ])
  for (const { data } of lists) expect(data.map((one) => one.id)).toContain(post.id)
  await eventually(
    async () => (await client.getHomeTimeline()).data.some((one) => one.id === post.id),
    'home',
  )
})

it('is told, and answers with lists, filters, markers, search and conversations', async () => {
  const { body: said } = await bob.post('/api/v1/statuses', { status: '@alice psst', visibility: 'direct' })
  const note = await eventually(
    async () => (await client.getNotifications()).data.find((one) => one.status?.id === said.id),
    'the mention',
  )
  expect(note.type).toBe('mention')
  await eventually(
    async () => (await client.getConversationTimeline()).data[0]?.last_status?.id === said.id,
    'the conversation',
  )
  const { data: list } = await client.createList('Friends')
  await client.addAccountsToList(list.id, [bob.id])
  expect((await client.getAccountsInList(list.id)).data.map((one) => one.id)).toEqual([bob.id])
  const { data: filter } = await client.createFilter('noise', ['home'])
  expect((await client.getFilters()).data.map((one) => one.id)).toContain(filter.id)
  await client.saveMarkers({ home: { last_read_id: said.id } })
  expect((await client.getMarkers(['home'])).data).toMatchObject({ home: { last_read_id: said.id } })
  const { data: found } = await client.search('bob', { type: 'accounts' })
  expect(found.accounts.map((one) => one.id)).toContain(bob.id)
  expect((await client.getRelationships([bob.id])).data[0]?.following).toBe(true)
})

it('hears what happens, and what no longer is', async () => {
  const stream = await client.userStreaming()
  const { updates, deletions, stop } = listen(stream)
  await eventually(
    async () => updates.length > 0 || (await bob.post('/api/v1/statuses', { status: 'Ping' }), false),
  )
  const { body: post } = await bob.post('/api/v1/statuses', { status: 'Live' })
  await eventually(async () => updates.includes(post.id), 'the post in the stream')
  await bob.call('DELETE', `/api/v1/statuses/${post.id}`)
  await eventually(async () => deletions.includes(post.id), 'its end in the stream')
  stop()
})

it('says in its own errors what the server refused', async () => {
  const stranger = generator('mastodon', server.origin, 'not-a-token')
  await expect(stranger.getHomeTimeline()).rejects.toMatchObject({ response: { status: 401 } })
  expect((await alice.get('/api/v1/preferences')).status).toBe(200)
})

function listen(stream: WebSocketInterface) {
  const updates: string[] = []
  const deletions: string[] = []
  stream.on('update', (status: Entity.Status) => updates.push(status.id))
  stream.on('delete', (id: string) => deletions.push(id))
  // The library throws what nobody listens to.
  stream.on('error', () => {})
  return { updates, deletions, stop: () => stream.stop() }
}
