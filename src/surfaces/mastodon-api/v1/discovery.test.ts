import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
})

afterAll(() => server?.[Symbol.asyncDispose]())

const open = async (path: string) => {
  const { status, body } = await callApi(server.origin, { method: 'GET', path })
  return { status, body }
}

it.each(['/api/v1/trends', '/api/v1/trends/tags', '/api/v1/trends/statuses', '/api/v1/trends/links'])(
  'answers %s with an empty list where nothing trends, to anybody',
  async (path) => {
    expect(await open(path)).toEqual({ status: 200, body: [] })
    expect((await open(`${path}?offset=-1`)).status).toBe(422)
  },
)

it('lists the public posts that share a link', async () => {
  const link = 'https://news.example/story'
  const post = (await alice.post('/api/v1/statuses', { status: `Read ${link}`, visibility: 'public' })).body
    .id
  const hidden = (await alice.post('/api/v1/statuses', { status: `Ssh ${link}`, visibility: 'private' })).body
    .id
  const found = await eventually(async () => {
    const { body } = await open(`/api/v1/timelines/link?url=${encodeURIComponent(link)}`)
    return body.length > 0 && body
  }, 'the post by its link')
  const ids = found.map((one: { id: string }) => one.id)
  expect(ids).toEqual([post])
  expect(ids).not.toContain(hidden)
  expect((await open('/api/v1/timelines/link')).status).toBe(422)
  await alice.call('DELETE', `/api/v1/statuses/${post}`)
  expect((await open(`/api/v1/timelines/link?url=${encodeURIComponent(link)}`)).body).toEqual([])
})

it('tells what this server says of itself, and 404 for terms that there are not', async () => {
  await server.cairn('settings', 'set', 'description', 'Welcome <all>\n\nBe kind')
  const description = await eventually(async () => {
    const { body } = await open('/api/v1/instance/extended_description')
    return body.content !== '' && body
  }, 'the description')
  expectEntity('ExtendedDescription', description)
  expect(description.content).toBe('<p>Welcome &lt;all&gt;</p>\n<p>Be kind</p>')
  expectEntity('PrivacyPolicy', (await open('/api/v1/instance/privacy_policy')).body)
  expect((await open('/api/v1/instance/terms_of_service')).status).toBe(404)
  await server.cairn('settings', 'set', 'terms-of-service', 'None')
  const terms = await eventually(async () => {
    const answer = await open('/api/v1/instance/terms_of_service')
    return answer.status === 200 && answer.body
  }, 'the terms')
  expectEntity('TermsOfService', terms)
})

it('lists languages, peers and weeks, and no translations', async () => {
  expect((await open('/api/v1/instance/translation_languages')).body).toEqual({})
  expect((await open('/api/v1/instance/languages')).body).toContainEqual({ code: 'de', name: 'German' })
  expect((await open('/api/v1/instance/peers')).body).toEqual([])
  const weeks = (await open('/api/v1/instance/activity')).body
  expect(weeks).toHaveLength(12)
  expect(weeks[0]).toMatchObject({ registrations: '1', logins: '1' })
})
