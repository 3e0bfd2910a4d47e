import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentRequestId } from '#platform/log/index.ts'
import { callerOf, type Door, json, openDoor } from './fixtures/open-door.ts'
import { answer, endpoint, Refusal } from './index.ts'

let door: Door
let call: ReturnType<typeof callerOf>
const as = (token?: string) => call(token)

const endpoints = [
  endpoint({
    method: 'GET',
    path: '/open/:id',
    access: { who: 'public', scopes: ['read:statuses'] },
    summary: 'Shows who asks for what.',
    params: Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]*$' }) }),
    query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 40 })) }),
    handle: async ({ viewer, params, query }) => ({ viewer: viewer?.accountId ?? null, ...params, ...query }),
  }),
  endpoint({
    method: 'GET',
    path: '/for-apps',
    access: { who: 'app', scopes: ['read'] },
    summary: 'For any token.',
    handle: async ({ appId }) => ({ appId }),
  }),
  endpoint({
    method: 'POST',
    path: '/posts',
    access: { who: 'user', scopes: ['write:statuses'] },
    summary: 'Takes parameters in every form.',
    body: Type.Object({
      text: Type.String({ maxLength: 10 }),
      media_ids: Type.Optional(Type.Array(Type.String())),
      sensitive: Type.Optional(Type.Boolean()),
      poll: Type.Optional(Type.Object({ expires_in: Type.Integer() })),
    }),
    handle: async ({ viewer, body }) => ({ by: viewer.accountId, ...body }),
  }),
  endpoint({
    method: 'POST',
    path: '/empty',
    access: { who: 'public' },
    summary: 'Needs nothing.',
    body: Type.Object({}),
    handle: async () => ({ requestId: currentRequestId() ?? null }),
  }),
  endpoint({
    method: 'GET',
    path: '/answers/:how',
    access: { who: 'public' },
    summary: 'Answers in several ways.',
    params: Type.Object({ how: Type.String() }),
    handle: async ({ params }) => {
      if (params.how === 'refused') {
        throw new Refusal(410, 'It is gone.', { details: { since: 'today' }, headers: { 'x-why': 'age' } })
      }
      if (params.how === 'broken') throw new Error('secret detail', { cause: new Error('deeper') })
      return answer({ fine: true }, { status: 202, headers: { link: '<next>; rel="next"' } })
    },
  }),
]

beforeAll(async () => {
  door = await openDoor(endpoints)
  call = callerOf(door)
})

afterAll(() => door[Symbol.asyncDispose]())

describe('who may call', () => {
  it('lets anybody call a public endpoint, and says who it is', async () => {
    expect(await (await as()('/open/3')).json()).toEqual({ viewer: null, id: '3' })
    expect(await (await as('alice')('/open/3')).json()).toEqual({ viewer: '7', id: '3' })
  })

  it.each([
    ['no token', undefined, '/for-apps', 'The access token is missing'],
    ['an unknown token', 'mallory', '/for-apps', 'The access token is invalid'],
    ['an unknown token on a public endpoint', 'mallory', '/open/3', 'The access token is invalid'],
  ])('answers 401 to %s', async (_who, token, path, error) => {
    const response = await as(token)(path)
    expect([response.status, await response.json()]).toEqual([401, { error }])
    expect(response.headers.get('www-authenticate')).toContain('invalid_token')
  })

  it('answers 401 to another kind of authorisation', async () => {
    const response = await as()('/for-apps', { headers: { authorization: 'Basic YTpi' } })
    expect(response.status).toBe(401)
  })

  it('takes no token from an address, which ends up in logs and histories (R43)', async () => {
    for (const name of ['access_token', 'token', 'authorization']) {
      expect((await as()(`/for-apps?${name}=app`)).status).toBe(401)
    }
  })

  it('answers 403 to a token without the scope', async () => {
    const response = await as('alice-statuses')('/posts', json({ text: 'hi' }))
    expect([response.status, await response.json()]).toEqual([
      403,
      { error: 'This action is outside the authorized scopes' },
    ])
  })

  it('answers 403 to it on public endpoints, too, where a token shows more', async () => {
    expect((await as('alice-profile')('/open/3')).status).toBe(403)
    expect((await as('alice-statuses')('/open/3')).status).toBe(200)
  })

  it('answers 422 to an app where a user is needed', async () => {
    expect((await as('app')('/for-apps')).status).toBe(200)
    const response = await as('app')('/posts', json({ text: 'hi' }))
    expect([response.status, await response.json()]).toEqual([
      422,
      { error: 'This method requires an authenticated user', details: {} },
    ])
  })
})

describe('parameters', () => {
  const expected = { by: '7', text: 'hi', media_ids: ['1', '2'], sensitive: true, poll: { expires_in: 60 } }

  it.each([
    ['JSON', json({ text: 'hi', media_ids: ['1', '2'], sensitive: true, poll: { expires_in: 60 } })],
    ['JSON of texts', json({ text: 'hi', media_ids: [1, 2], sensitive: '1', poll: { expires_in: '60' } })],
    [
      'a form',
      {
        method: 'POST',
        body: new URLSearchParams([
          ['text', 'hi'],
          ['media_ids[]', '1'],
          ['media_ids[]', '2'],
          ['sensitive', 'true'],
          ['poll[expires_in]', '60'],
        ]),
      },
    ],
    ['multipart', { method: 'POST', body: multipart() }],
  ])('come as %s', async (_form, init) => {
    const response = await as('alice')('/posts', init)
    expect(await response.json()).toEqual(expected)
  })

  it('come by the query of a POST, too', async () => {
    const query = 'text=hi&media_ids[]=1&media_ids[]=2&sensitive=on&poll[expires_in]=60'
    expect(await (await as('alice')(`/posts?${query}`, { method: 'POST' })).json()).toEqual(expected)
  })

  it('never reach the handler when the schema does not name them', async () => {
    const response = await as('alice')('/posts', json({ text: 'hi', role: 'admin', id: '9' }))
    expect(await response.json()).toEqual({ by: '7', text: 'hi' })
  })

  it('are refused with 422 by field, all at once', async () => {
    const response = await as('alice')(
      '/posts',
      json({ text: 'far too long a text', poll: { expires_in: 'soon' } }),
    )
    expect(response.status).toBe(422)
    const body = (await response.json()) as { error: string; details: Record<string, unknown> }
    expect(body.error).toMatch(/^Validation failed: /)
    expect(Object.keys(body.details).sort()).toEqual(['poll.expires_in', 'text'])
  })

  it('name the one that is missing', async () => {
    const response = await as('alice')('/posts', json({}))
    expect([response.status, await response.json()]).toMatchObject([
      422,
      { details: { text: expect.anything() } },
    ])
  })

  it.each(['/open/3?limit=0', '/open/3?limit=41', '/open/3?limit=ten', '/open/3?limit=1.5'])(
    'are checked in queries: %s',
    async (path) => {
      expect((await as()(path)).status).toBe(422)
    },
  )

  it('that cannot be an id are the id of nothing', async () => {
    const response = await as()('/open/zero')
    expect([response.status, await response.json()]).toEqual([404, { error: 'Record not found' }])
  })
})

describe('bodies that cannot be read', () => {
  it.each([
    ['malformed JSON', json('{"text": '), 400, 'The body is not valid JSON.'],
    [
      'JSON that reaches for prototypes',
      json('{"__proto__": {"admin": true}}'),
      400,
      'The body is not valid JSON.',
    ],
    ['a list', json([1]), 422, 'The body must be an object.'],
    ['a number', json('3'), 422, 'The body must be an object.'],
    ['a body of more than 1 MiB', json({ text: 'x'.repeat(1_100_000) }), 413, 'The request is too large.'],
    [
      'another content type',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'text=hi' },
      415,
      'This content type is not accepted here.',
    ],
    [
      'a broken multipart body',
      { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x\r\nno' },
      400,
      'The multipart body is malformed.',
    ],
    [
      'a multipart field of more than 100,000 bytes',
      { method: 'POST', body: largeField() },
      413,
      'A field is too large.',
    ],
  ])('%s', async (_what, init, status, error) => {
    const response = await as('alice')('/posts', init)
    const details = status === 422 ? { details: {} } : {}
    expect([response.status, await response.json()]).toEqual([status, { error, ...details }])
  })

  it('is none when JSON is announced and nothing sent, as many apps do', async () => {
    expect((await as()('/empty', json(''))).status).toBe(200)
    expect((await as()('/empty', json('null'))).status).toBe(200)
    expect((await as()('/empty', { method: 'POST' })).status).toBe(200)
  })
})

describe('answers', () => {
  it('carry their own status and headers', async () => {
    const response = await as()('/answers/accepted')
    expect([response.status, response.headers.get('link'), await response.json()]).toEqual([
      202,
      '<next>; rel="next"',
      { fine: true },
    ])
  })

  it('say an expected no with its details', async () => {
    const response = await as()('/answers/refused')
    expect([response.status, response.headers.get('x-why'), await response.json()]).toEqual([
      410,
      'age',
      { error: 'It is gone.', since: 'today' },
    ])
  })

  it('give a reference for a fault of ours, and tell the log alone what it was', async () => {
    const response = await as()('/answers/broken')
    const { error } = (await response.json()) as { error: string }
    expect(response.status).toBe(500)
    expect(error).toBe(`Something went wrong on our side. Reference: ${response.headers.get('x-request-id')}`)
    expect(door.logged).toContainEqual({
      message: 'A request failed through our fault.',
      fields: expect.objectContaining({ error: 'secret detail', causes: ['deeper'], route: '/answers/:how' }),
    })
  })

  it('are found by HEAD, without the body', async () => {
    const response = await as()('/open/3', { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0)
  })

  it('know nothing of other methods and addresses', async () => {
    for (const [path, method] of [
      ['/open/3', 'DELETE'],
      ['/nowhere', 'GET'],
    ] as const) {
      const response = await as()(path, { method })
      expect([response.status, await response.json()]).toEqual([
        404,
        { error: 'There is nothing at this address.' },
      ])
    }
  })
})

it('keeps the id of the request through the reading of a body', async () => {
  const response = await as()('/empty', json({ padding: 'x'.repeat(200_000) }))
  expect(await response.json()).toEqual({ requestId: response.headers.get('x-request-id') })
})

function multipart(): FormData {
  const form = new FormData()
  for (const [name, value] of [
    ['text', 'hi'],
    ['media_ids[]', '1'],
    ['media_ids[]', '2'],
    ['sensitive', '1'],
    ['poll[expires_in]', '60'],
  ] as const) {
    form.append(name, value)
  }
  return form
}

function largeField(): FormData {
  const form = new FormData()
  form.append('text', 'x'.repeat(100_001))
  return form
}
