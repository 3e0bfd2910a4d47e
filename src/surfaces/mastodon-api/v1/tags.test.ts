import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
})

afterAll(() => server?.[Symbol.asyncDispose]())

async function say(who: Person, status: string, more: object = {}): Promise<string> {
  return (await who.post('/api/v1/statuses', { status, visibility: 'public', ...more })).body.id
}

const home = async () => (await alice.get('/api/v1/timelines/home')).body.map((one: { id: string }) => one.id)

it('follows a tag: public posts of strangers with it come home, others do not', async () => {
  const followed = await alice.post('/api/v1/tags/Hiking/follow')
  expectEntity('Tag', followed.body)
  expect(followed.body).toMatchObject({ name: 'hiking', following: true })
  const unlisted = await say(bob, 'Quiet #hiking', { visibility: 'unlisted' })
  const followers = await say(bob, 'Private #hiking', { visibility: 'private' })
  const open = await say(bob, 'Up we go #Hiking')
  await eventually(async () => (await home()).includes(open), 'the post at home')
  const ids = await home()
  expect(ids).not.toContain(unlisted)
  expect(ids).not.toContain(followers)
})

it('lists followed tags with paging, and shows them as followed', async () => {
  await alice.post('/api/v1/tags/climbing/follow')
  const first = await alice.get('/api/v1/followed_tags?limit=1')
  expectEntity('Tag', first.body)
  expect(first.body.map((tag: { name: string }) => tag.name)).toEqual(['climbing'])
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
  expect((await alice.get(next.slice(server.origin.length))).body[0].name).toBe('hiking')
  expect((await bob.get('/api/v1/tags/climbing')).body.following).toBe(false)
})

it('takes what came by a tag out of home when the tag is unfollowed', async () => {
  await alice.post('/api/v1/tags/leaving/follow')
  const post = await say(bob, 'Here #leaving')
  await eventually(async () => (await home()).includes(post), 'the post at home')
  expect((await alice.post('/api/v1/tags/leaving/unfollow')).body.following).toBe(false)
  await eventually(async () => !(await home()).includes(post), 'home without the post')
})

it('reads several tags at once: one of, each of, none of', async () => {
  const sea = await say(bob, 'By the #sea')
  const both = await say(bob, 'Lake and #lake and #sea')
  const lake = await say(bob, 'By the #lake')
  const list = async (query: string) =>
    (await alice.get(`/api/v1/timelines/tag/sea?${query}`)).body.map((one: { id: string }) => one.id)
  expect(await list('any[]=lake')).toEqual([lake, both, sea])
  expect(await list('any[]=lake&limit=2')).toEqual([lake, both])
  expect(await list(`any[]=lake&limit=1&min_id=${sea}`)).toEqual([both])
  expect(await list('all[]=LAKE')).toEqual([both])
  expect(await list('none[]=lake')).toEqual([sea])
})

it('counts the public uses of a tag by day: posts and people', async () => {
  await say(bob, 'One #counted')
  await say(bob, 'Two #counted')
  await say(alice, 'Three #counted')
  await say(alice, 'Not this one #counted', { visibility: 'private' })
  const tag = await eventually(async () => {
    const { body } = await alice.get('/api/v1/tags/counted')
    return body.history[0]?.uses === '3' && body
  }, 'the counts')
  expectEntity('Tag', tag)
  expect(tag.history).toHaveLength(7)
  expect(tag.history[0].accounts).toBe('2')
})

it('shows a tag to everybody, and 404 for what can be none', async () => {
  const anonymous = await fetch(`${server.origin}/api/v1/tags/hiking`)
  const body = await anonymous.json()
  expect(body).toMatchObject({ name: 'hiking' })
  expect(body).not.toHaveProperty('following')
  expect((await alice.get('/api/v1/tags/no%20tag')).status).toBe(404)
  expect((await fetch(`${server.origin}/api/v1/tags/hiking/follow`, { method: 'POST' })).status).toBe(401)
  const token = await server.cairn('token', 'create', '--username', 'alice', '--scopes', 'read')
  const reader = personWith(server.origin, { ...alice, token })
  expect((await reader.post('/api/v1/tags/hiking/follow')).status).toBe(403)
})

it('features tags on the profile, with counts, and suggests more', async () => {
  const before = await say(bob, 'A #Walk')
  await say(bob, 'Another #walk')
  await say(bob, 'And a #swim')
  const featured = await bob.post('/api/v1/featured_tags', { name: '#Walk' })
  expectEntity('FeaturedTag', featured.body)
  expect(featured.body).toMatchObject({ name: 'Walk', statuses_count: '2' })
  expect((await bob.get('/api/v1/featured_tags')).body).toHaveLength(1)
  const shown = await alice.get(`/api/v1/accounts/${bob.id}/featured_tags`)
  expectEntity('FeaturedTag', shown.body)
  expect(shown.body[0].id).toBe(featured.body.id)
  const suggested = (await bob.get('/api/v1/featured_tags/suggestions')).body
  expectEntity('Tag', suggested)
  const names = suggested.map((tag: { name: string }) => tag.name)
  expect(names).toContain('swim')
  expect(names).not.toContain('walk')
  expect((await bob.get(`/api/v1/accounts/${bob.id}/statuses?tagged=walk`)).body.at(-1).id).toBe(before)
  expect((await alice.call('DELETE', `/api/v1/featured_tags/${featured.body.id}`)).status).toBe(404)
  expect((await bob.call('DELETE', `/api/v1/featured_tags/${featured.body.id}`)).body).toEqual({})
  expect((await bob.post('/api/v1/tags/swim/feature')).body.featuring).toBe(true)
  expect((await bob.post('/api/v1/tags/swim/unfeature')).body.featuring).toBe(false)
  expect((await bob.post('/api/v1/featured_tags', { name: '' })).status).toBe(422)
})
