import { afterAll, beforeAll, expect, it } from 'vitest'
import { callApi, createPerson, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
}, 180_000)

afterAll(() => server?.[Symbol.asyncDispose]())

const get = (path: string) => callApi(server.origin, { method: 'GET', path })
const askFor = (url: string, more = '') => get(`/api/oembed?url=${encodeURIComponent(url)}${more}`)

async function publish(visibility: string) {
  const { body } = await alice.post('/api/v1/statuses', { status: 'Look <here>', visibility })
  return body as { id: string; url: string; uri: string }
}

it('shows a post on the page of another site: found from its page, framed, without anything to press', async () => {
  const post = await publish('public')
  const { body: page } = await get(new URL(post.url).pathname)
  const found =
    /type="application\/json\+oembed" href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const { status, body } = await get(found.slice(server.origin.length))
  expect(status).toBe(200)
  expect(body).toMatchObject({
    type: 'rich',
    version: '1.0',
    width: 400,
    author_url: `${server.origin}/@alice`,
  })
  const frame = /src="([^"]+)"/.exec(body.html)?.[1] ?? ''
  const embedded = await get(new URL(frame).pathname)
  expect(embedded.status).toBe(200)
  expect(embedded.body).toContain('Look &lt;here&gt;')
  expect(embedded.body).not.toMatch(/<form|<script|<nav/)
  expect(embedded.headers.get('content-security-policy')).toContain('frame-ancestors *')
  // Every other page stays out of frames (R31).
  expect((await get(`/@alice/${post.id}`)).headers.get('content-security-policy')).toContain(
    "frame-ancestors 'none'",
  )
  expect((await askFor(post.uri)).body).toEqual(body)
})

it('keeps to the width that is asked for', async () => {
  const post = await publish('unlisted')
  expect((await askFor(post.url, '&maxwidth=300&maxheight=200')).body).toMatchObject({
    width: 300,
    html: expect.stringContaining('width="300" height="200"'),
  })
})

it.each(['private', 'direct'])('does not know a %s post', async (visibility) => {
  const post = await publish(visibility)
  expect((await askFor(post.url)).status).toBe(404)
  expect((await get(`/@alice/${post.id}/embed`)).status).toBe(404)
})

it('refuses what it cannot show', async () => {
  const post = await publish('public')
  expect((await askFor('https://elsewhere.example/@alice/1')).status).toBe(404)
  expect((await askFor('no address')).status).toBe(404)
  expect((await get('/api/oembed')).status).toBe(422)
  expect((await askFor(post.url, '&format=xml')).status).toBe(501)
  await alice.call('DELETE', `/api/v1/statuses/${post.id}`)
  expect((await askFor(post.url)).status).toBe(404)
})
