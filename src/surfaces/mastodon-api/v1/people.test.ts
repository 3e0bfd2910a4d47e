import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person
let carol: Person
let dora: Person
let site: Server
let siteUrl: string
let sitePage = ''

beforeAll(async () => {
  site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(sitePage)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => site.once('listening', resolve))
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}/me`
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  carol = await createPerson(server, 'carol')
  dora = await createPerson(server, 'dora')
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  site?.close()
})

const standing = async (who: Person, other: Person) =>
  (await who.get(`/api/v1/accounts/relationships?id[]=${other.id}`)).body[0]
const usernames = (list: { username: string }[]) => list.map((account) => account.username)

it('keeps a private note, and forgets an empty one', async () => {
  const noted = await alice.post(`/api/v1/accounts/${bob.id}/note`, { comment: 'Met in Kyoto' })
  expectEntity('Relationship', noted.body)
  expect(noted.body.note).toBe('Met in Kyoto')
  expect((await standing(bob, alice)).note).toBe('')
  expect((await alice.post(`/api/v1/accounts/${bob.id}/note`, { comment: '' })).body.note).toBe('')
})

it('follows with boosts off, with a bell and in some languages, and changes them', async () => {
  const path = `/api/v1/accounts/${bob.id}/follow`
  const first = await alice.post(path, { reblogs: false, notify: true, languages: ['de', 'en'] })
  expectEntity('Relationship', first.body)
  expect(first.body).toMatchObject({ showing_reblogs: false, notifying: true, languages: ['de', 'en'] })
  expect((await alice.post(path, { reblogs: true })).body).toMatchObject({
    showing_reblogs: true,
    notifying: true,
    languages: ['de', 'en'],
  })
  const french = (await bob.post('/api/v1/statuses', { status: 'Bonjour', language: 'fr' })).body.id
  const german = (await bob.post('/api/v1/statuses', { status: 'Guten Tag', language: 'de' })).body.id
  const home = await eventually(async () => {
    const ids = (await alice.get('/api/v1/timelines/home')).body.map((one: { id: string }) => one.id)
    return ids.includes(german) && ids
  }, 'home')
  expect(home).not.toContain(french)
  const form = await fetch(`${server.origin}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${alice.token}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'languages[]=',
  })
  expect(form.status).toBe(422)
})

it('endorses only whom one follows, by both names, and until the follow ends', async () => {
  expect((await alice.post(`/api/v1/accounts/${dora.id}/endorse`)).status).toBe(422)
  expect((await alice.post(`/api/v1/accounts/${bob.id}/pin`)).body.endorsed).toBe(true)
  const listed = (await alice.get('/api/v1/endorsements')).body
  expectEntity('Account', listed)
  expect(usernames(listed)).toEqual(['bob'])
  expect(usernames((await carol.get(`/api/v1/accounts/${alice.id}/endorsements`)).body)).toEqual(['bob'])
  expect((await alice.post(`/api/v1/accounts/${bob.id}/unendorse`)).body.endorsed).toBe(false)
  await alice.post(`/api/v1/accounts/${carol.id}/follow`)
  await alice.post(`/api/v1/accounts/${carol.id}/endorse`)
  expect((await alice.post(`/api/v1/accounts/${carol.id}/unfollow`)).body.endorsed).toBe(false)
})

it('mutes for a while, and says until when', async () => {
  const muted = await alice.post(`/api/v1/accounts/${dora.id}/mute`, { duration: 3600, notifications: false })
  expect(muted.body).toMatchObject({ muting: true, muting_notifications: false })
  expect(Date.parse(muted.body.muting_expires_at)).toBeGreaterThan(Date.now() + 3_000_000)
  const [listed] = (await alice.get('/api/v1/mutes')).body
  expectEntity('MutedAccount', listed)
  expect(listed.mute_expires_at).toBe(muted.body.muting_expires_at)
  await alice.post(`/api/v1/accounts/${dora.id}/unmute`)
})

it('finds familiar followers, and none of those who hide their follows', async () => {
  await bob.post(`/api/v1/accounts/${carol.id}/follow`)
  const path = `/api/v1/accounts/familiar_followers?id[]=${carol.id}&id[]=${dora.id}`
  const found = (await alice.get(path)).body
  expectEntity('FamiliarFollowers', found)
  expect(found).toHaveLength(2)
  expect(usernames(found[0].accounts)).toEqual(['bob'])
  await carol.call('PATCH', '/api/v1/accounts/update_credentials', { hide_collections: true })
  expect((await alice.get(path)).body[0].accounts).toEqual([])
  expect((await alice.get(`/api/v1/accounts/${carol.id}/followers`)).body).toEqual([])
  expect(usernames((await carol.get(`/api/v1/accounts/${carol.id}/followers`)).body)).toEqual(['bob'])
  await carol.call('PATCH', '/api/v1/accounts/update_credentials', { hide_collections: false })
})

it('tells nobody else which neighbourhood somebody follows', async () => {
  const { body: area } = await bob.get('/api/cairn/v1/areas/account?latitude=48.85&longitude=2.33')
  expect(area.username).toMatch(/^area_/)
  await bob.post(`/api/v1/accounts/${area.id}/follow`)
  const followed = async (who: Person) =>
    usernames((await who.get(`/api/v1/accounts/${bob.id}/following`)).body)
  expect(await followed(bob)).toContain(area.username)
  expect(await followed(alice)).not.toContain(area.username)
  expect((await alice.get(`/api/v1/accounts/${area.id}/followers`)).body).toEqual([])
  const suggested = (await alice.get('/api/v1/suggestions')).body
  expect(usernames(suggested)).not.toContain(area.username)
})

it('suggests whom those whom one follows follow, says why, and not again when dismissed', async () => {
  const suggested = (await alice.get('/api/v2/suggestions')).body
  expectEntity('Suggestion', suggested)
  expect(suggested[0]).toMatchObject({ sources: ['friends_of_friends'], account: { id: carol.id } })
  expect(suggested.map((one: { account: { id: string } }) => one.account.id)).not.toContain(bob.id)
  const first = (await alice.get('/api/v1/suggestions')).body
  expectEntity('Account', first)
  expect(first[0].id).toBe(carol.id)
  expect((await alice.call('DELETE', `/api/v1/suggestions/${carol.id}`)).body).toEqual({})
  expect(usernames((await alice.get('/api/v1/suggestions')).body)).not.toContain('carol')
})

it('lists in the directory who wants to be found, the latest active first', async () => {
  await dora.call('PATCH', '/api/v1/accounts/update_credentials', { discoverable: false })
  const listed = await eventually(async () => {
    const { body } = await carol.get('/api/v1/directory?local=true')
    return body[0]?.username === 'bob' && body
  }, 'the directory')
  expectEntity('Account', listed)
  expect(usernames(listed)).not.toContain('dora')
  expect(usernames((await carol.get('/api/v1/directory?order=new&limit=1')).body)).toEqual(['carol'])
  expect((await carol.get('/api/v1/directory?offset=100')).body).toEqual([])
})

it('blocks domains, lists, previews and unblocks them', async () => {
  expect((await alice.post('/api/v1/domain_blocks', { domain: 'Spam.Example' })).body).toEqual({})
  await alice.post('/api/v1/domain_blocks', { domain: 'https://bücher.example/about' })
  const listed = await alice.get('/api/v1/domain_blocks?limit=1')
  expect(listed.body).toEqual(['xn--bcher-kva.example'])
  const next = /<([^>]+)>; rel="next"/.exec(listed.headers.get('link') ?? '')?.[1] ?? ''
  expect((await alice.get(next.slice(server.origin.length))).body).toEqual(['spam.example'])
  expect((await alice.get('/api/v1/domain_blocks/preview?domain=spam.example')).body).toEqual({
    following_count: 0,
    followers_count: 0,
  })
  expect((await alice.call('DELETE', '/api/v1/domain_blocks', { domain: 'spam.example' })).body).toEqual({})
  expect((await alice.get('/api/v1/domain_blocks')).body).toEqual(['xn--bcher-kva.example'])
  const own = new URL(server.origin).host
  expect((await alice.post('/api/v1/domain_blocks', { domain: own })).status).toBe(422)
  expect((await alice.post('/api/v1/domain_blocks', { domain: 'not a domain' })).status).toBe(422)
})

it('changes every part of a profile, and refuses what is too long', async () => {
  const patched = await alice.call('PATCH', '/api/v1/accounts/update_credentials', {
    display_name: 'Alice A.',
    note: 'Hello',
    locked: true,
    bot: false,
    discoverable: true,
    indexable: true,
    hide_collections: false,
    avatar_description: 'A cat',
    attribution_domains: ['https://Blog.Example', 'news.example'],
    fields_attributes: { 0: { name: 'Pronouns', value: 'she' } },
    source: { privacy: 'private', sensitive: true, language: 'de' },
  })
  expectEntity('CredentialAccount', patched.body)
  expect(patched.body).toMatchObject({
    display_name: 'Alice A.',
    locked: true,
    indexable: true,
    avatar_description: 'A cat',
    source: {
      note: 'Hello',
      privacy: 'private',
      sensitive: true,
      language: 'de',
      attribution_domains: ['blog.example', 'news.example'],
      fields: [{ name: 'Pronouns', value: 'she', verified_at: null }],
    },
  })
  const profile = await alice.get('/api/v1/profile')
  expectEntity('Profile', profile.body)
  expect(profile.body).toMatchObject({ note: 'Hello', avatar: null, avatar_description: 'A cat' })
  const changed = await alice.call('PATCH', '/api/v1/profile', { note: 'Hi', show_media: false })
  expectEntity('Profile', changed.body)
  expect(changed.body).toMatchObject({ note: 'Hi', show_media: false, display_name: 'Alice A.' })
  const path = '/api/v1/accounts/update_credentials'
  const tries = [
    { note: 'x'.repeat(501) },
    { display_name: 'x'.repeat(101) },
    { attribution_domains: ['no domain'] },
    { source: { privacy: 'everyone' } },
  ]
  for (const body of tries) expect((await alice.call('PATCH', path, body)).status).toBe(422)
  expect((await alice.get('/api/v1/preferences')).body).toMatchObject({
    'posting:default:visibility': 'private',
  })
})

it('removes avatar and header', async () => {
  const form = new FormData()
  const png = await fetch(`${server.origin}/static/avatar.png`)
  form.set('avatar', new Blob([await png.arrayBuffer()], { type: 'image/png' }), 'a.png')
  const set = await alice.call('PATCH', '/api/v1/accounts/update_credentials', form)
  expect(set.body.avatar).toContain('/media/')
  const removed = await alice.call('DELETE', '/api/v1/profile/avatar')
  expectEntity('CredentialAccount', removed.body)
  expect(removed.body.avatar).toContain('/static/avatars/')
  expect((await alice.call('DELETE', '/api/v1/profile/header')).status).toBe(200)
})

it('verifies a link in the profile whose page links back, and takes it back when it no longer does', async () => {
  sitePage = `<p><a rel="me" href="${server.origin}/@alice">me</a></p>`
  const fields = (list: object[]) =>
    alice.call('PATCH', '/api/v1/accounts/update_credentials', { fields_attributes: list })
  await fields([
    { name: 'Site', value: siteUrl },
    { name: 'Other', value: 'http://127.0.0.1:1/' },
  ])
  const verified = await eventually(async () => {
    const { body } = await bob.get(`/api/v1/accounts/${alice.id}`)
    return body.fields[0].verified_at && body
  }, 'the verified link')
  expectEntity('Account', verified)
  expect(verified.fields[1].verified_at).toBeNull()
  sitePage = '<p>Gone</p>'
  await fields([{ name: 'Site again', value: siteUrl }])
  await eventually(async () => {
    const { body } = await bob.get(`/api/v1/accounts/${alice.id}`)
    return body.fields[0].name === 'Site again' && body.fields[0].verified_at === null
  }, 'the link to be unverified')
})

it('wants a token (401), the scope (403) and an account that there is (404)', async () => {
  for (const path of [
    'endorsements',
    'suggestions',
    'domain_blocks',
    'profile',
    'accounts/familiar_followers',
  ])
    expect((await fetch(`${server.origin}/api/v1/${path}`)).status).toBe(401)
  const token = await server.cairn('token', 'create', '--username', 'alice', '--scopes', 'read:statuses')
  const limited = personWith(server.origin, { ...alice, token })
  expect((await limited.post(`/api/v1/accounts/${bob.id}/note`, { comment: 'x' })).status).toBe(403)
  expect((await limited.call('PATCH', '/api/v1/profile', { note: 'x' })).status).toBe(403)
  expect((await alice.post('/api/v1/accounts/999/note', { comment: 'x' })).status).toBe(404)
  expect((await alice.post('/api/v1/accounts/999/endorse')).status).toBe(404)
})
