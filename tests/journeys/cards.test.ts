import { createServer, type Server } from 'node:http'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let site: Server
let origin: string
let alice: Person
let bob: Person
let asked: string[] = []
const pages = new Map<string, { type: string; body: string | Buffer; status?: number }>()

// oxlint-disable-next-line typescript/no-explicit-any
type Body = any

beforeAll(async () => {
  site = createServer((request, response) => {
    const path = request.url ?? '/'
    asked.push(path)
    const page = pages.get(path)
    response.writeHead(page ? (page.status ?? 200) : 404, { 'content-type': page?.type ?? 'text/plain' })
    response.end(page?.body)
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const address = site.address()
  if (address === null || typeof address === 'string') throw new Error('The site has no port.')
  origin = `http://127.0.0.1:${address.port}`
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
})

beforeEach(() => {
  asked = []
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await new Promise((resolve) => site.close(resolve))
})

const html = (path: string, head: string) =>
  pages.set(path, { type: 'text/html; charset=utf-8', body: `<html><head>${head}</head></html>` })
const post = async (status: string, more: Record<string, unknown> = {}): Promise<Body> => {
  const { body } = await alice.post('/api/v1/statuses', { status, ...more })
  return body
}
const see = async (id: string): Promise<Body> => (await alice.get(`/api/v1/statuses/${id}`)).body
const cardOf = (id: string): Promise<Body> => eventually(async () => (await see(id)).card, 'the card')

async function picture(): Promise<Buffer> {
  return sharp({ create: { width: 1200, height: 600, channels: 3, background: '#0a8' } })
    .jpeg()
    .withExif({ IFD0: { Copyright: 'secret' } })
    .toBuffer()
}

it('shows what the first link of a post says of itself, with a small picture that is bare of all else', async () => {
  pages.set('/p.jpg', { type: 'image/jpeg', body: await picture() })
  html('/a', '<meta property="og:title" content="Ä title"><meta property="og:image" content="/p.jpg">')
  const { id, card } = await post(`Read ${origin}/a#top and ${origin}/b`)
  expect(card).toBeNull()
  const shown = await cardOf(id)
  expectEntity('PreviewCard', shown)
  expect(shown).toMatchObject({ url: `${origin}/a`, title: 'Ä title', type: 'link', width: 679, height: 339 })
  expect(shown.blurhash).toMatch(/^.{10,}$/)
  expect(shown.image).toMatch(new RegExp(`^${server.origin}/media/`))
  const bytes = Buffer.from(await (await fetch(shown.image)).arrayBuffer())
  const facts = await sharp(bytes).metadata()
  expect([facts.format, facts.exif]).toEqual(['webp', undefined])
  expectEntity('Status', await see(id))
})

it('asks for a page once, whoever shares it', async () => {
  html('/once', '<title>Once</title>')
  await cardOf((await post(`${origin}/once`)).id)
  const again = await post(`Again ${origin}/once`)
  expect(again.card).toMatchObject({ title: 'Once' })
  expect(asked.filter((path) => path === '/once')).toHaveLength(1)
})

it('gives an edited post the card of its new link', async () => {
  html('/old', '<title>Old</title>')
  html('/new', '<title>New</title>')
  const { id } = await post(`${origin}/old`)
  await cardOf(id)
  await alice.call('PUT', `/api/v1/statuses/${id}`, { status: `${origin}/new` })
  await eventually(async () => (await see(id)).card?.title === 'New', 'the new card')
})

it('never asks for a link of a direct post, nor for a page of its own', async () => {
  html('/secret', '<title>Secret</title>')
  html('/open', '<title>Open</title>')
  const secret = await post(`@bob ${origin}/secret`, { visibility: 'direct' })
  const own = await post(`See ${server.origin}/@alice/${secret.id}`)
  await cardOf((await post(`${origin}/open`)).id)
  expect(asked).not.toContain('/secret')
  expect([(await see(secret.id)).card, (await see(own.id)).card]).toEqual([null, null])
  await cardOf((await post(`${origin}/secret`)).id)
  expect((await see(secret.id)).card).toBeNull()
})

it('shows no card of what is no page, and of what a post quotes', async () => {
  pages.set('/file', { type: 'application/pdf', body: '<title>No</title>' })
  pages.set('/broken', { type: 'text/html', body: '<title>No</title>', status: 500 })
  html('/last', '<title>Last</title>')
  const [file, broken, gone] = [
    await post(`${origin}/file`),
    await post(`${origin}/broken`),
    await post(`${origin}/gone`),
  ]
  const quoting = await post(`${origin}/last`, { quoted_status_id: file.id })
  await cardOf((await post(`${origin}/last`)).id)
  await eventually(
    async () => ['/file', '/broken', '/gone'].every((path) => asked.includes(path)),
    'all fetches',
  )
  for (const { id } of [file, broken, gone, quoting]) expect((await see(id)).card).toBeNull()
})

it('names an account as author only if that account names the site', async () => {
  const creator = `<meta name="fediverse:creator" content="@bob@${new URL(server.origin).host}">`
  html('/claimed', `<title>Claimed</title><meta name="author" content="Somebody">${creator}`)
  const claimed = await cardOf((await post(`${origin}/claimed`)).id)
  expect(claimed.authors).toMatchObject([{ name: 'Somebody', account: null }])
  const attribution_domains = ['127.0.0.1']
  const { status } = await bob.call('PATCH', '/api/v1/accounts/update_credentials', { attribution_domains })
  expect(status).toBe(200)
  html('/granted', `<title>Granted</title>${creator}`)
  const granted = await cardOf((await post(`${origin}/granted`)).id)
  expectEntity('PreviewCard', granted)
  expect(granted.authors).toMatchObject([{ account: { username: 'bob' } }])
})

it('lists posts that share a link', async () => {
  html('/shared', '<title>Shared</title>')
  const { id } = await post(`${origin}/shared`)
  const list = await eventually(async () => {
    const { body } = await alice.get(`/api/v1/timelines/link?url=${encodeURIComponent(`${origin}/shared`)}`)
    return body.length > 0 && body
  }, 'the post with the link')
  expect(list[0].id).toBe(id)
})
