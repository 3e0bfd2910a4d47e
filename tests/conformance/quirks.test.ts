import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tokenWith } from '#kit/let-app-in.ts'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { ok, registerApp } from './world.ts'

// What apps rely on, and each was a real fault somewhere; beside what other tests hold already.

let server: TestServer
let alice: Person
let bob: Person
const app = 'https://app.example'

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  ok(await alice.post(`/api/v1/accounts/${bob.id}/follow`))
}, 240_000)

afterAll(() => server?.[Symbol.asyncDispose]())

const anybody = (path: string, init: RequestInit = {}) => fetch(server.origin + path, init)

/** As the type says, whatever it is. */
async function send(
  path: string,
  type: string | undefined,
  body: RequestInit['body'] | undefined,
  method = 'POST',
) {
  const response = await anybody(path, {
    method,
    headers: { authorization: `Bearer ${alice.token}`, ...(type && { 'content-type': type }) },
    ...(body !== undefined && { body }),
  })
  // What an API answers is the test's to know.
  // oxlint-disable-next-line typescript/no-explicit-any
  return { status: response.status, body: (await response.json()) as any }
}

type Fields = readonly (readonly [string, string])[]

function formOf(fields: Fields): string {
  const form = new URLSearchParams()
  for (const [name, value] of fields) form.append(name, value)
  return form.toString()
}

function multipart(fields: Fields): FormData {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  return form
}

describe('ids', () => {
  it('are decimal within 63 bits, grow with time, and a boost has one of its own', async () => {
    const first = ok(await bob.post('/api/v1/statuses', { status: 'One' }))
    const second = ok(await bob.post('/api/v1/statuses', { status: 'Two' }))
    const boost = ok(await alice.post(`/api/v1/statuses/${first.id}/reblog`))
    const ids = [first.id, second.id, boost.id].map((id: string) => {
      expect(id).toMatch(/^[1-9]\d{0,18}$/)
      return BigInt(id)
    })
    expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)))
    expect(new Set(ids).size).toBe(3)
    expect(ids.every((id) => id < 2n ** 63n)).toBe(true)
    expect(boost.reblog.id).toBe(first.id)
  })

  it('go out as texts, and as numbers only where native apps decode those', async () => {
    ok(await bob.post('/api/v1/statuses', { status: '@alice hear' }))
    const { notification_groups: groups } = await eventually(async () => {
      const body = ok(await alice.get('/api/v2/notifications'))
      return body.notification_groups.length > 0 && body
    }, 'a notification')
    expect(groups[0].page_max_id).toMatch(/^\d{17,19}$/)
    // What JavaScript reads of it is rounded.
    expect(groups[0].most_recent_notification_id).toBe(Number(groups[0].page_max_id))
    expect(groups[0].type).toBe('mention')
  })
})

describe('discovery', () => {
  it('says by NodeInfo that it speaks as Mastodon does', async () => {
    const body = await (await anybody('/nodeinfo/2.0')).json()
    expect(body).toMatchObject({
      version: '2.0',
      software: { name: 'cairn' },
      metadata: { upstream: { name: 'mastodon' } },
    })
  })

  it('says by host-meta which host to sign in to', async () => {
    const text = await (await anybody('/.well-known/host-meta')).text()
    expect(text).toContain(`template="${server.origin}/.well-known/webfinger?resource={uri}"`)
  })

  it('tells the truth of itself in both versions, and nothing null that apps read', async () => {
    const read = (version: string) =>
      callApi(server.origin, { method: 'GET', path: `/api/${version}/instance` }).then(ok)
    const [v1, v2] = [await read('v1'), await read('v2')]
    const host = new URL(server.origin).host
    expect([v1.uri, v2.domain]).toEqual([host, host])
    for (const { version } of [v1, v2])
      expect(version).toMatch(/^4\.5\.0 \(compatible; Cairn \d+\.\d+\.\d+\)$/)
    expect([v1.urls.streaming_api, v2.configuration.urls.streaming]).toEqual(Array(2).fill(`ws://${host}`))
    expect([typeof v1.email, typeof v2.contact.email]).toEqual(['string', 'string'])
    expect(v2.api_versions.mastodon).toBe(10)
    // Whoever is announced to have 7, has quotes and no profile of its own number, nor collections.
    expect((await anybody('/api/v1/collections/1')).status).toBe(404)
    expect(v1.configuration).toEqual({
      accounts: v2.configuration.accounts,
      statuses: v2.configuration.statuses,
      media_attachments: v2.configuration.media_attachments,
      polls: v2.configuration.polls,
    })
  })

  it('announces what OAuth can do, with PKCE and without what it lacks', async () => {
    const path = '/.well-known/oauth-authorization-server'
    const body = ok(await callApi(server.origin, { method: 'GET', path }))
    expect(body).toMatchObject({
      issuer: `${server.origin}/`,
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: ['authorization_code', 'client_credentials'],
      response_types_supported: ['code'],
    })
    expect(body.scopes_supported).toEqual(
      expect.arrayContaining(['read', 'write', 'push', 'read:statuses', 'profile']),
    )
  })
})

describe('bodies', () => {
  const poll = [
    ['status', 'Which?'],
    ['poll[options][]', 'A'],
    ['poll[options][]', 'B'],
    ['poll[expires_in]', '3600'],
    ['poll[multiple]', '1'],
  ] as const
  const form = formOf(poll)
  const urlencoded = 'application/x-www-form-urlencoded'
  const json = JSON.stringify({
    status: 'Which?',
    poll: { options: ['A', 'B'], expires_in: '3600', multiple: 'true' },
  })

  it.each([
    ['a form', urlencoded, form, ''],
    ['multipart', undefined, multipart(poll), ''],
    ['JSON', 'application/json', json, ''],
    ['the bare query', undefined, undefined, `?${form}`],
  ] as const)('come as %s, with lists and what is nested', async (_how, type, body, query) => {
    const answer = await send(`/api/v1/statuses${query}`, type, body)
    expect(answer).toMatchObject({
      status: 200,
      body: { poll: { multiple: true, options: [{ title: 'A' }, { title: 'B' }] } },
    })
  })

  it.each([
    [
      'by number',
      [
        ['fields_attributes[0][name]', 'Home'],
        ['fields_attributes[0][value]', 'Berlin'],
        ['fields_attributes[1][name]', 'Age'],
        ['fields_attributes[1][value]', '7'],
      ],
    ],
    [
      'without',
      [
        ['fields_attributes[][name]', 'Home'],
        ['fields_attributes[][value]', 'Berlin'],
        ['fields_attributes[][name]', 'Age'],
        ['fields_attributes[][value]', '7'],
      ],
    ],
  ] as const)('carry lists of fields, %s', async (_how, fields) => {
    const wanted = [
      { name: 'Home', value: 'Berlin' },
      { name: 'Age', value: '7' },
    ]
    const asForm = formOf(fields)
    for (const [type, body] of [
      [urlencoded, asForm],
      [undefined, multipart(fields)],
    ] as const) {
      ok(await alice.call('PATCH', '/api/v1/accounts/update_credentials', { fields_attributes: [] }))
      const answer = await send('/api/v1/accounts/update_credentials', type, body, 'PATCH')
      expect(answer.body.source.fields).toMatchObject(wanted)
    }
  })

  it.each(['1', 't', 'true', 'on', 'TRUE', 'yes'])('spell yes as %s', async (yes) => {
    const { body } = await send('/api/v1/statuses', urlencoded, `status=x&sensitive=${yes}`)
    expect(body.sensitive).toBe(true)
  })

  it.each(['0', 'f', 'false', 'off', 'no'])('spell no as %s', async (no) => {
    const { body } = await send('/api/v1/statuses', urlencoded, `status=x&sensitive=${no}`)
    expect(body.sensitive).toBe(false)
  })

  it('may hold nulls, empty texts and what nobody knows', async () => {
    const given = {
      status: 'Fine',
      in_reply_to_id: null,
      media_ids: [],
      poll: null,
      scheduled_at: null,
      spoiler_text: '',
      language: '',
      quoted_status_id: '',
      visibility: null,
      local_only: true,
    }
    expect((await alice.post('/api/v1/statuses', given)).status).toBe(200)
  })
})

describe('OAuth', () => {
  it('answers with the scope as one text, and a token that does not expire', async () => {
    const client = await registerApp(server.origin)
    const body = { grant_type: 'client_credentials', scope: 'read write:statuses', ...client }
    const token = ok(await callApi(server.origin, { method: 'POST', path: '/oauth/token', body }))
    expect(token).toMatchObject({ scope: 'read write:statuses', token_type: 'Bearer' })
    expect(token).not.toHaveProperty('expires_in')
    expect(Number.isInteger(token.created_at)).toBe(true)
  })

  it('calls an unknown app invalid_client', async () => {
    const body = { grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'x' }
    const answer = await callApi(server.origin, { method: 'POST', path: '/oauth/token', body })
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client'])
  })

  it('grants what was asked for and no more: one scope lets in there, and nowhere else', async () => {
    const token = await tokenWith(server.origin, 'alice', 'write:favourites')
    const headers = { authorization: `Bearer ${token}` }
    const { id } = ok(await bob.post('/api/v1/statuses', { status: 'Like me' }))
    const call = (method: string, path: string) => callApi(server.origin, { method, path, headers })
    expect((await call('POST', `/api/v1/statuses/${id}/favourite`)).status).toBe(200)
    expect((await call('POST', `/api/v1/statuses/${id}/bookmark`)).status).toBe(403)
    expect((await call('GET', '/api/v1/timelines/home')).status).toBe(403)
  })
})

describe('pages', () => {
  it('keep the parameters of the question, and go up by min_id what since_id shows from the top', async () => {
    const ids: string[] = []
    for (const text of ['1', '2', '3', '4', '5'])
      ids.push(ok(await bob.post('/api/v1/statuses', { status: text })).id)
    const path = `/api/v1/accounts/${bob.id}/statuses`
    const first = await alice.get(`${path}?limit=2&exclude_replies=true`)
    const link = first.headers.get('link') ?? ''
    expect(link).toMatch(/^<http[^>]*>; rel="next", <http[^>]*>; rel="prev"$/)
    for (const [, address = ''] of link.matchAll(/<([^>]+)>/g))
      expect(Object.fromEntries(new URL(address).searchParams)).toMatchObject({
        limit: '2',
        exclude_replies: 'true',
      })
    const shown = async (query: string) =>
      (ok(await alice.get(`${path}?limit=2&${query}`)) as { id: string }[]).map(({ id }) => id)
    expect(await shown(`min_id=${ids[0]}`)).toEqual([ids[2], ids[1]])
    expect(await shown(`since_id=${ids[0]}`)).toEqual([ids[4], ids[3]])
    expect(await shown(`max_id=${ids[4]}&min_id=${ids[1]}`)).toEqual([ids[3], ids[2]])
  })
})

describe('clients in browsers', () => {
  const addresses = [
    '/api/v1/instance',
    '/api/v1/timelines/home',
    '/api/v1/nothing',
    '/oauth/userinfo',
    '/.well-known/oauth-authorization-server',
    '/nodeinfo/2.0',
    '/.well-known/nodeinfo',
    '/static/avatar.png',
  ]

  it.each(addresses)('may read %s, its errors included, and its headers', async (path) => {
    const { headers } = await anybody(path, { headers: { origin: app } })
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-expose-headers')).toMatch(/Link.*X-RateLimit-Reset/)
  })

  it.each(['/oauth/token', '/oauth/revoke', '/api/v1/statuses/1', '/api/v2/media'])(
    'ask before they call %s',
    async (path) => {
      const response = await anybody(path, {
        method: 'OPTIONS',
        headers: {
          origin: app,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'authorization,content-type,idempotency-key',
        },
      })
      expect(response.status).toBe(204)
      expect(response.headers.get('access-control-allow-methods')).toMatch(/PUT.*PATCH.*DELETE/)
      expect(response.headers.get('access-control-allow-headers')?.toLowerCase()).toMatch(
        /authorization.*idempotency-key/,
      )
    },
  )

  it('ask for the head alone', async () => {
    const whole = await anybody('/api/v2/instance')
    const head = await anybody('/api/v2/instance', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(head.headers.get('content-type')).toBe(whole.headers.get('content-type'))
  })

  it.each(['de', 'zh-Hant;q=0.9, *;q=0.1', '*', 'x'.repeat(2000), ';;,q='])(
    'prefer the language %s, and are understood',
    async (language) => {
      const answer = await anybody('/api/v1/statuses/1', { headers: { 'accept-language': language } })
      expect([answer.status, await answer.json()]).toEqual([404, { error: 'Record not found' }])
    },
  )
})

describe('JSON', () => {
  it('is named so, and is never missing', async () => {
    const list = ok(await alice.post('/api/v1/lists', { title: 'Short' }))
    const gone = await alice.call('DELETE', `/api/v1/lists/${list.id}`)
    expect(gone.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(gone.body).toEqual({})
  })

  it('has lists where there is nothing: no null, no 404', async () => {
    for (const path of [
      'trends/tags',
      'trends/links',
      'trends/statuses',
      'bookmarks',
      'followed_tags',
      'markers',
    ]) {
      const { status, body } = await alice.get(`/api/v1/${path}`)
      expect([path, status, body]).toEqual([path, 200, path === 'markers' ? {} : []])
    }
  })

  it('dates the last post by its day, and meta is an object', async () => {
    const form = new FormData()
    form.append(
      'file',
      new Blob([new Uint8Array(await photoWithGps({ latitude: 1, longitude: 2 }))]),
      'a.jpg',
    )
    const media = ok(await alice.call('POST', '/api/v2/media', form))
    expect(media.meta).toMatchObject({ focus: { x: 0, y: 0 }, original: { width: expect.any(Number) } })
    ok(await alice.post('/api/v1/statuses', { status: 'Today', media_ids: [media.id] }))
    const me = ok(await alice.get('/api/v1/accounts/verify_credentials'))
    expect(me.last_status_at).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  it('refuses with a text, and names the fields of what is invalid', async () => {
    const { status, body } = await alice.post('/api/v1/lists', { title: 'x', replies_policy: 'sometimes' })
    expect(status).toBe(422)
    expect(body).toEqual({
      error: expect.stringMatching(/^Validation failed: /),
      details: expect.any(Object),
    })
  })

  it.each(['1', '9223372036854775807'])('answers 404 where the id %s is of nothing', async (id) => {
    expect((await alice.get(`/api/v1/statuses/${id}`)).status).toBe(404)
  })

  it.each(['abc', '-1', '0', '1.5', '99999999999999999999', '%F0%9F%92%A9'])(
    'answers 404, never 500, where %s is no id at all',
    async (id) => {
      expect((await alice.get(`/api/v1/statuses/${id}`)).status).toBe(404)
      expect((await alice.get(`/api/v1/accounts/${id}`)).status).toBe(404)
    },
  )
})

describe('what people are told', () => {
  it('comes whatever types an app knows of', async () => {
    const all = ok(await alice.get('/api/v1/notifications?types[]=mention&types[]=hologram'))
    expect(all.length).toBeGreaterThan(0)
    expect((await alice.get('/api/v1/notifications?exclude_types[]=hologram')).status).toBe(200)
  })

  it('is marked as read, with or without brackets', async () => {
    const [latest] = ok(await alice.get('/api/v1/notifications'))
    ok(await alice.post('/api/v1/markers', { notifications: { last_read_id: latest.id } }))
    for (const query of ['timeline=notifications', 'timeline[]=notifications'])
      expect(ok(await alice.get(`/api/v1/markers?${query}`))).toMatchObject({
        notifications: { last_read_id: latest.id },
      })
    expect(ok(await alice.get('/api/v1/notifications/unread_count'))).toEqual({ count: 0 })
  })
})

describe('posts', () => {
  it('are deleted with an answer that holds their text', async () => {
    const { id } = ok(await alice.post('/api/v1/statuses', { status: 'Write **me** again' }))
    const gone = await alice.call('DELETE', `/api/v1/statuses/${id}`)
    expect([gone.status, gone.body.id, gone.body.text]).toEqual([200, id, 'Write **me** again'])
    expect((await alice.get(`/api/v1/statuses/${id}`)).status).toBe(404)
    expect((await alice.call('DELETE', `/api/v1/statuses/${id}`)).status).toBe(404)
  })

  it('are made once, however often a retry comes, by each person', async () => {
    const key = { 'idempotency-key': 'the same' }
    const made = await Promise.all(
      [1, 2, 3].map(() => alice.post('/api/v1/statuses', { status: 'Once' }, key)),
    )
    const statuses = made.filter(({ status }) => status === 200).map(({ body }) => body.id)
    expect(new Set(statuses).size).toBe(1)
    const other = ok(await bob.post('/api/v1/statuses', { status: 'Mine' }, key))
    expect(statuses).not.toContain(other.id)
  })

  it('keep the words for their pictures when only the text is changed', async () => {
    const form = new FormData()
    form.append(
      'file',
      new Blob([new Uint8Array(await photoWithGps({ latitude: 1, longitude: 2 }))]),
      'a.jpg',
    )
    form.append('description', 'A tower')
    const media = ok(await alice.call('POST', '/api/v2/media', form))
    const { id } = ok(await alice.post('/api/v1/statuses', { status: 'See', media_ids: [media.id] }))
    const edited = ok(
      await alice.call('PUT', `/api/v1/statuses/${id}`, { status: 'Look', media_ids: [media.id] }),
    )
    expect(edited.media_attachments).toMatchObject([{ id: media.id, description: 'A tower' }])
  })

  it('ask with a poll whose numbers move', async () => {
    const { poll } = ok(
      await bob.post('/api/v1/statuses', {
        status: 'Which?',
        poll: { options: ['A', 'B'], expires_in: 3600 },
      }),
    )
    ok(await alice.post(`/api/v1/polls/${poll.id}/votes`, { choices: [1] }))
    expect(ok(await bob.get(`/api/v1/polls/${poll.id}`))).toMatchObject({
      votes_count: 1,
      voters_count: 1,
      options: [{ votes_count: 0 }, { votes_count: 1 }],
    })
  })

  it('that are check-ins are posts as others, with a link, a card and no visibility or media of their own', async () => {
    const place = { name: 'Teahouse', latitude: 35.01, longitude: 135.75, category: 'amenity=cafe' }
    const { id } = ok(await alice.post('/api/cairn/v1/places', place))
    const status = ok(
      await alice.post('/api/v1/statuses', { status: 'Tea', place_id: id, visibility: 'public' }),
    )
    expect(status.visibility).toBe('public')
    expect(status.media_attachments).toEqual([])
    expect(status.content).toMatch(/Tea.*<a [^>]*href=/s)
    expect(status.card).toMatchObject({ type: 'link', title: 'Teahouse' })
  })
})
