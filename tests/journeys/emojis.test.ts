import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTarGzip } from 'nanotar'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let here: TestServer
let there: TestServer
let alice: Person
let bob: Person
let folder: string

// oxlint-disable-next-line typescript/no-explicit-any
type Body = any

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-emojis-'))
  ;[here, there] = await Promise.all([startServer(), startServer()])
  alice = await createPerson(here, 'alice')
  bob = await createPerson(there, 'bob')
  await add('blob', await png())
})

afterAll(async () => {
  await here?.[Symbol.asyncDispose]()
  await there?.[Symbol.asyncDispose]()
  if (folder) await rm(folder, { recursive: true })
})

const png = (side = 64) =>
  sharp({ create: { width: side, height: side, channels: 4, background: '#08f8' } })
    .png()
    .toBuffer()

async function gif(): Promise<Buffer> {
  const frames = ['#f00', '#0f0', '#00f'].map((background) => ({
    create: { width: 32, height: 32, channels: 4 as const, background },
  }))
  const stills = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()))
  return sharp(stills, { join: { animated: true } })
    .gif()
    .toBuffer()
}

async function add(shortcode: string, picture: Buffer, ...more: string[]): Promise<string> {
  const file = join(folder, `${shortcode}.bin`)
  await writeFile(file, picture)
  return here.cairn('emoji', 'add', '--shortcode', shortcode, '--file', file, ...more)
}

const own = async (): Promise<Body[]> =>
  (await callApi(here.origin, { method: 'GET', path: '/api/v1/custom_emojis' })).body
const find = async (shortcode: string): Promise<Body> =>
  (await own()).find((emoji) => emoji.shortcode === shortcode)

it('adds, lists, replaces and removes emoji by command', async () => {
  await add('wave', await png(), '--category', 'Hands')
  const [before] = [await find('wave')]
  expectEntity('CustomEmoji', before)
  expect(before).toMatchObject({ category: 'Hands', visible_in_picker: true, static_url: before.url })
  expect(JSON.parse(await here.cairn('emoji', 'list'))).toContainEqual({
    shortcode: 'wave',
    category: 'Hands',
  })
  await add('wave', await png(32))
  expect((await find('wave')).url).not.toBe(before.url)
  expect((await fetch(before.url)).status).toBe(404)
  await here.cairn('emoji', 'remove', 'wave')
  expect(await find('wave')).toBeUndefined()
  await expect(here.cairn('emoji', 'remove', 'wave')).rejects.toThrow('There is no emoji wave')
})

it('keeps an animation, with a still beside it, and makes large pictures small', async () => {
  await add('spin', await gif())
  const spin = await find('spin')
  const bytes = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())
  expect((await sharp(await bytes(spin.url)).metadata()).pages).toBe(3)
  expect((await sharp(await bytes(spin.static_url)).metadata()).pages ?? 1).toBe(1)
  await add('large', await png(600))
  expect((await sharp(await bytes((await find('large')).url)).metadata()).width).toBe(128)
})

it.each([
  ['a name that is none', 'no-name', async () => png(), /is no name/],
  ['what is no picture', 'text', async () => Buffer.from('<svg onload="alert(1)"/>'), /text:/],
  ['too large a file', 'huge', async () => Buffer.alloc(300 * 1024), /more than 256 KB/],
])('refuses %s', async (_what, shortcode, make, message) => {
  await expect(add(shortcode, await make())).rejects.toThrow(message)
  expect(await find(shortcode)).toBeUndefined()
})

it("imports an archive in the form of Mastodon's export", async () => {
  const files = ['one.png', 'two.png', '._two.png', 'readme.txt', 'bad.png']
  const picture = new Uint8Array(await png())
  const archive = await createTarGzip(
    files.map((name) => ({ name, data: name === 'bad.png' ? new Uint8Array([1, 2, 3]) : picture })),
  )
  const path = join(folder, 'export.tar.gz')
  await writeFile(path, archive)
  const result = JSON.parse(
    await here.cairn('emoji', 'import', path, '--prefix', 'old_', '--category', 'Old'),
  )
  expect(result.added).toEqual(['old_one', 'old_two'])
  expect(result.refused).toHaveLength(1)
  expect(await find('old_two')).toMatchObject({ category: 'Old' })
})

it('names the emoji of text, warning, options and profile, here and on another server', async () => {
  const patch = {
    display_name: 'Alice :blob:',
    note: 'I :blob:',
    fields_attributes: [{ name: 'x', value: ':blob:' }],
  }
  const account = (await alice.call('PATCH', '/api/v1/accounts/update_credentials', patch)).body
  expect(account.emojis.map((emoji: Body) => emoji.shortcode)).toEqual(['blob'])
  const { body: status } = await alice.post('/api/v1/statuses', {
    status: 'Hello :blob: and :nobody:',
    spoiler_text: ':blob:',
    poll: { options: ['Tea :blob:', 'Coffee'], expires_in: 3600 },
  })
  expectEntity('Status', status)
  for (const emojis of [status.emojis, status.poll.emojis, status.account.emojis])
    expect(emojis).toMatchObject([{ shortcode: 'blob', url: (await find('blob')).url }])
  const seen = await eventually(async () => {
    const { body } = await bob.get(`/api/v2/search?type=statuses&resolve=true&q=${status.uri}`)
    return body.statuses[0]
  }, 'the post there')
  for (const emojis of [seen.emojis, seen.poll.emojis, seen.account.emojis])
    expect(emojis).toMatchObject([{ shortcode: 'blob', visible_in_picker: false }])
  const [{ url }] = seen.emojis
  expect(new URL(url).origin).toBe(there.origin)
  expect((await fetch(url)).headers.get('content-type')).toBe('image/png')
  expect((await callApi(there.origin, { method: 'GET', path: '/api/v1/custom_emojis' })).body).toEqual([])
  const plain = await alice.post('/api/v1/statuses', { status: 'At 10:30:45, see http://x.example/a:blob:b' })
  expect(plain.body.emojis).toEqual([])
})

it('gives out an emoji as a document', async () => {
  const headers = { accept: 'application/activity+json' }
  const answer = await fetch(`${here.origin}/emojis/blob`, { headers })
  expect(await answer.json()).toMatchObject({
    id: `${here.origin}/emojis/blob`,
    type: 'Emoji',
    name: ':blob:',
    icon: { type: 'Image', mediaType: 'image/png', url: (await find('blob')).url },
  })
  expect((await fetch(`${here.origin}/emojis/nobody`, { headers })).status).toBe(404)
})

it('reacts to announcements with emoji of its own and of Unicode', async () => {
  const { id } = JSON.parse(await here.cairn('announcement', 'create', 'Hello :blob:'))
  const react = (name: string, method = 'PUT') =>
    alice.call(method, `/api/v1/announcements/${id}/reactions/${encodeURIComponent(name)}`)
  expect([(await react('blob')).status, (await react('👍')).status]).toEqual([200, 200])
  expect((await react('nobody')).status).toBe(422)
  const [announcement] = (await alice.get('/api/v1/announcements')).body
  expectEntity('Announcement', announcement)
  const { url } = await find('blob')
  expect(announcement.emojis).toMatchObject([{ shortcode: 'blob', url }])
  expect(announcement.reactions).toMatchObject([
    { name: 'blob', count: 1, me: true, url },
    { name: '👍', count: 1, me: true },
  ])
  await react('blob', 'DELETE')
  expect((await alice.get('/api/v1/announcements')).body[0].reactions).toHaveLength(1)
})

it('reacts to posts by emoji, as Pleroma has it', async () => {
  const post = (await alice.post('/api/v1/statuses', { status: 'What do you think?' })).body
  const path = `/api/v1/pleroma/statuses/${post.id}/reactions`
  const fire = encodeURIComponent('🔥')
  const reacted = await alice.call('PUT', `${path}/${fire}`)
  expectEntity('Status', reacted.body)
  expect(reacted.body).toMatchObject({ favourited: true, favourites_count: 1 })
  expect(reacted.body.emoji_reactions).toMatchObject([{ name: '🔥', count: 1, me: true, url: null }])
  const { body } = await alice.call('PUT', `${path}/blob`)
  const { url } = await find('blob')
  expect(body.reactions).toMatchObject([{ name: 'blob', count: 1, me: true, url, domain: null }])
  expect(body.pleroma.emoji_reactions).toEqual(body.emoji_reactions)
  const listed = await callApi(here.origin, { method: 'GET', path })
  expect(listed.body).toMatchObject([
    { name: 'blob', count: 1, me: false, accounts: [{ username: 'alice' }] },
  ])
  expect((await callApi(here.origin, { method: 'GET', path: `${path}/${fire}` })).body).toEqual([])
  expect((await callApi(here.origin, { method: 'PUT', path: `${path}/${fire}` })).status).toBe(401)
  for (const wrong of ['nothing_of_that_name', 'blob@far.example', 'abc%20d'])
    expect((await alice.call('PUT', `${path}/${wrong}`)).status).toBe(422)
  expect((await alice.call('PUT', `/api/v1/pleroma/statuses/1/reactions/${fire}`)).status).toBe(404)
  const gone = await alice.call('DELETE', `${path}/blob`)
  expect(gone.body).toMatchObject({ favourited: false, emoji_reactions: [] })
})
