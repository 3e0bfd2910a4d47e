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
  await alice.post(`/api/v1/accounts/${bob.id}/follow`)
})

afterAll(() => server?.[Symbol.asyncDispose]())

async function say(who: Person, status: string, more: object = {}): Promise<string> {
  return (await who.post('/api/v1/statuses', { status, visibility: 'public', ...more })).body.id
}

async function filter(keyword: string, more: object = {}, whole_word = true): Promise<string> {
  const made = await alice.post('/api/v2/filters', {
    title: `No ${keyword}`,
    context: ['home', 'public'],
    keywords_attributes: [{ keyword, whole_word }],
    ...more,
  })
  expectEntity('Filter', made.body)
  return made.body.id
}

const filteredOf = async (who: Person, id: string) => (await who.get(`/api/v1/statuses/${id}`)).body.filtered

it('makes a filter with keywords from a form, as apps send it', async () => {
  const response = await fetch(`${server.origin}/api/v2/filters`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${alice.token}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'title=Form&context[]=home&filter_action=blur&expires_in=3600&keywords_attributes[][keyword]=formone&keywords_attributes[][whole_word]=true&keywords_attributes[][keyword]=formtwo&keywords_attributes[][whole_word]=false',
  })
  const body = (await response.json()) as { expires_at: string }
  expectEntity('Filter', body)
  expect(body).toMatchObject({
    title: 'Form',
    filter_action: 'blur',
    keywords: [
      { keyword: 'formone', whole_word: true },
      { keyword: 'formtwo', whole_word: false },
    ],
  })
  expect(Date.parse(body.expires_at)).toBeGreaterThan(Date.now() + 3_500_000)
})

it('says which filter met a post, by which words, to its owner alone', async () => {
  const id = await filter('pineapple')
  const post = await say(bob, 'I like Pineapple on pizza')
  expect(await filteredOf(alice, post)).toEqual([
    {
      filter: {
        id,
        title: 'No pineapple',
        context: ['home', 'public'],
        expires_at: null,
        filter_action: 'warn',
      },
      keyword_matches: ['Pineapple'],
      status_matches: null,
    },
  ])
  expect(await filteredOf(bob, post)).toEqual([])
  const anonymous = await fetch(`${server.origin}/api/v1/statuses/${post}`)
  expect(((await anonymous.json()) as { filtered?: unknown }).filtered).toEqual([])
})

it('applies on every place that returns posts', async () => {
  await filter('everywhere')
  const post = await say(bob, '@alice everywhere #place')
  await alice.post(`/api/v1/statuses/${post}/favourite`)
  await alice.post(`/api/v1/statuses/${post}/bookmark`)
  const reply = await say(bob, 'below', { in_reply_to_id: post })
  await eventually(
    async () =>
      (await alice.get('/api/v1/timelines/home')).body.some((one: { id: string }) => one.id === reply),
    'home',
  )
  const places = [
    '/api/v1/timelines/home',
    '/api/v1/timelines/public',
    '/api/v1/timelines/tag/place',
    `/api/v1/accounts/${bob.id}/statuses`,
    '/api/v1/favourites',
    '/api/v1/bookmarks',
    `/api/v1/statuses?id[]=${post}`,
  ]
  for (const place of places) {
    const found = (await alice.get(place)).body.find((one: { id: string }) => one.id === post)
    expect({ place, filtered: found?.filtered.length }).toEqual({ place, filtered: 1 })
  }
  const context = (await alice.get(`/api/v1/statuses/${reply}/context`)).body
  expect(context.ancestors[0].filtered).toHaveLength(1)
  const notified = await eventually(async () => {
    const { body } = await alice.get('/api/v1/notifications')
    return body.find((one: { status?: { id: string } }) => one.status?.id === post)
  }, 'the mention')
  expect(notified.status.filtered).toHaveLength(1)
})

it('judges a boost by what it boosts', async () => {
  await filter('boosted')
  const post = await say(bob, 'boosted words')
  const boost = (await bob.post(`/api/v1/statuses/${post}/reblog`)).body.id
  const seen = (await alice.get(`/api/v1/statuses/${boost}`)).body
  expect([seen.filtered.length, seen.reblog.filtered.length]).toEqual([1, 1])
})

it('knows whole words in every script, and parts where that is asked for', async () => {
  await filter('eis')
  await filter('zug', {}, false)
  await filter('猫', {}, false)
  const matches = async (text: string) =>
    (await filteredOf(alice, await say(bob, text))).map(
      (one: { filter: { title: string } }) => one.filter.title,
    )
  expect(await matches('Ein Eis, bitte')).toEqual(['No eis'])
  expect(await matches('Eisenbahn und Preis')).toEqual([])
  expect(await matches('Der Schnellzug')).toEqual(['No zug'])
  expect(await matches('黒猫です')).toEqual(['No 猫'])
})

it('reads content warnings and picture descriptions, too', async () => {
  await filter('spiders')
  expect(await filteredOf(alice, await say(bob, 'Look', { spoiler_text: 'Spiders!' }))).toHaveLength(1)
})

it('filters single posts, and stops', async () => {
  const id = await filter('neverused')
  const post = await say(bob, 'Just this one')
  const added = await alice.post(`/api/v2/filters/${id}/statuses`, { status_id: post })
  expectEntity('FilterStatus', added.body)
  expect((await filteredOf(alice, post))[0]).toMatchObject({ keyword_matches: null, status_matches: [post] })
  expect((await alice.post(`/api/v2/filters/${id}/statuses`, { status_id: post })).status).toBe(422)
  expect((await alice.get(`/api/v2/filters/${id}/statuses`)).body).toEqual([added.body])
  expect((await alice.get(`/api/v2/filters/statuses/${added.body.id}`)).body).toEqual(added.body)
  expect((await alice.call('DELETE', `/api/v2/filters/statuses/${added.body.id}`)).body).toEqual({
    id: added.body.id,
    status_id: post,
  })
  expect(await filteredOf(alice, post)).toEqual([])
})

it('cannot name a post that the owner may not see', async () => {
  const id = await filter('hiddenpost')
  const secret = await say(bob, 'To myself', { visibility: 'direct' })
  expect((await alice.post(`/api/v2/filters/${id}/statuses`, { status_id: secret })).status).toBe(404)
})

it('adds, changes and removes keywords', async () => {
  const id = await filter('firstword')
  const post = await say(bob, 'secondword')
  const added = (await alice.post(`/api/v2/filters/${id}/keywords`, { keyword: 'secondword' })).body
  expectEntity('FilterKeyword', added)
  expect(await filteredOf(alice, post)).toHaveLength(1)
  await alice.call('PUT', `/api/v2/filters/keywords/${added.id}`, { keyword: 'thirdword', whole_word: false })
  expect((await alice.get(`/api/v2/filters/keywords/${added.id}`)).body).toEqual({
    id: added.id,
    keyword: 'thirdword',
    whole_word: false,
  })
  expect(await filteredOf(alice, post)).toEqual([])
  const [first] = (await alice.get(`/api/v2/filters/${id}/keywords`)).body
  const put = await alice.call('PUT', `/api/v2/filters/${id}`, {
    keywords_attributes: [{ id: first.id, _destroy: true }, { keyword: 'fourthword' }],
  })
  expect(put.body.keywords.map((one: { keyword: string }) => one.keyword)).toEqual([
    'thirdword',
    'fourthword',
  ])
  expect((await alice.call('DELETE', `/api/v2/filters/keywords/${added.id}`)).body).toEqual({})
  expect((await alice.get(`/api/v2/filters/keywords/${added.id}`)).status).toBe(404)
})

it('keeps the end of a filter unless told otherwise, and null takes it away', async () => {
  const id = await filter('ending', { expires_in: 60 })
  const kept = await alice.call('PUT', `/api/v2/filters/${id}`, { title: 'Ending' })
  expect(kept.body.expires_at).not.toBeNull()
  const open = await alice.call('PUT', `/api/v2/filters/${id}`, { expires_in: null })
  expect(open.body.expires_at).toBeNull()
})

it('refuses what is no context, action or keyword with 422', async () => {
  const make = (more: object) => alice.post('/api/v2/filters', { title: 'T', context: ['home'], ...more })
  const answers = await Promise.all([
    make({ context: [] }),
    make({ context: ['nowhere'] }),
    make({ filter_action: 'burn' }),
    make({ keywords_attributes: [{ whole_word: true }] }),
    make({ title: '' }),
  ])
  expect(answers.map((answer) => answer.status)).toEqual([422, 422, 422, 422, 422])
})

it('has no filter of somebody else (404), and wants the scope (401, 403)', async () => {
  const id = await filter('private')
  const [keyword] = (await alice.get(`/api/v2/filters/${id}/keywords`)).body
  const tries = [
    bob.get(`/api/v2/filters/${id}`),
    bob.call('PUT', `/api/v2/filters/${id}`, { title: 'x' }),
    bob.call('DELETE', `/api/v2/filters/${id}`),
    bob.post(`/api/v2/filters/${id}/keywords`, { keyword: 'x' }),
    bob.call('DELETE', `/api/v2/filters/keywords/${keyword.id}`),
    bob.get(`/api/v1/filters/${keyword.id}`),
  ]
  expect((await Promise.all(tries)).map((answer) => answer.status)).toEqual(tries.map(() => 404))
  expect((await fetch(`${server.origin}/api/v2/filters`)).status).toBe(401)
  const token = await server.cairn('token', 'create', '--username', 'alice', '--scopes', 'read:statuses')
  expect((await personWith(server.origin, { ...alice, token }).get('/api/v2/filters')).status).toBe(403)
})

it('speaks the first version, too: one filter for each keyword', async () => {
  const made = await alice.post('/api/v1/filters', {
    phrase: 'oldway',
    context: ['home'],
    irreversible: true,
  })
  expectEntity('V1Filter', made.body)
  expect(made.body).toMatchObject({ phrase: 'oldway', irreversible: true, whole_word: false })
  const listed = (await alice.get('/api/v1/filters')).body
  expectEntity('V1Filter', listed)
  expect(listed.map((one: { id: string }) => one.id)).toContain(made.body.id)
  const path = `/api/v1/filters/${made.body.id}`
  const put = await alice.call('PUT', path, { phrase: 'olderway', context: ['public'], irreversible: false })
  expect(put.body).toMatchObject({ phrase: 'olderway', context: ['public'], irreversible: false })
  expect((await alice.call('DELETE', path)).body).toEqual({})
  expect((await alice.get(path)).status).toBe(404)
  expect((await alice.get('/api/v2/filters')).body.map((one: { title: string }) => one.title)).not.toContain(
    'oldway',
  )
})
