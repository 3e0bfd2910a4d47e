import { createHash } from 'node:crypto'
import { createOAuthAPIClient, createRestAPIClient } from 'masto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { type AccessWorld, createAccessWorld, password } from '#kit/access-world.ts'
import { createFormBrowser } from '#kit/form-browser.ts'
import { startOAuth } from '#kit/start-oauth.ts'
import type { HttpServer } from '#platform/http-server/index.ts'

const redirectUri = 'https://app.example/done'
const verifier = 'v'.repeat(43)
const codeChallenge = createHash('sha256').update(verifier).digest('base64url')

let world: AccessWorld
let server: HttpServer
let alice: Account
let client: { client_id: string; client_secret: string }

beforeAll(async () => {
  world = await createAccessWorld()
  alice = await world.createUser('alice')
})
beforeEach(async () => {
  await server?.close()
  server = await startOAuth(world)
  client = (
    await post('/api/v1/apps', { client_name: 'Stones', redirect_uris: redirectUri, scopes: 'read write' })
  ).json()
})
afterAll(async () => {
  await server.close()
  await world[Symbol.asyncDispose]()
})

function post(url: string, payload: object, headers: Record<string, string> = {}) {
  return server.inject({ method: 'POST', url, payload, headers })
}

async function makeCode(challenged = false): Promise<string> {
  const review = await world.access.reviewAuthorization({
    clientId: client.client_id,
    redirectUri,
    responseType: 'code',
    scope: 'read',
    ...(challenged && { codeChallenge, codeChallengeMethod: 'S256' }),
  })
  if (review.kind !== 'fine') throw new Error(JSON.stringify(review))
  return world.access.grantAuthorization(alice.id, review.authorization)
}

async function exchange(more: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const code = 'code' in more ? more['code'] : await makeCode()
  const payload = { grant_type: 'authorization_code', ...client, redirect_uri: redirectUri, ...more, code }
  return post('/oauth/token', payload, headers)
}

async function bearer(): Promise<string> {
  return (await exchange()).json<{ access_token: string }>().access_token
}

function verify(token: string) {
  return server.inject({
    url: '/api/v1/apps/verify_credentials',
    headers: { authorization: `Bearer ${token}` },
  })
}

describe('POST /api/v1/apps', () => {
  const app = {
    client_name: 'Stones',
    redirect_uris: `${redirectUri}\nx.y:/z`,
    website: 'https://app.example/',
  }

  it('answers with the entity CredentialApplication', async () => {
    const response = await post('/api/v1/apps', app)
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(response.headers['access-control-allow-origin']).toBe('*')
    expect(response.json()).toEqual({
      id: expect.stringMatching(/^\d+$/),
      name: 'Stones',
      website: 'https://app.example/',
      scopes: ['read'],
      redirect_uri: `${redirectUri}\nx.y:/z`,
      redirect_uris: [redirectUri, 'x.y:/z'],
      vapid_key: '',
      client_id: expect.stringMatching(/^[\w-]{43}$/),
      client_secret: expect.stringMatching(/^[\w-]{43}$/),
      client_secret_expires_at: 0,
    })
  })

  it('takes a form, a list in a form, multipart, and the bare query', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const boundary = 'multipart/form-data; boundary=x'
    const part = (name: string, value: string) =>
      `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const responses = await Promise.all([
      server.inject({
        method: 'POST',
        url: '/api/v1/apps',
        headers: form,
        payload: new URLSearchParams({ client_name: 'Stones', redirect_uris: redirectUri }).toString(),
      }),
      server.inject({
        method: 'POST',
        url: '/api/v1/apps',
        headers: form,
        payload: `client_name=Stones&redirect_uris[]=${encodeURIComponent(redirectUri)}`,
      }),
      server.inject({
        method: 'POST',
        url: '/api/v1/apps',
        headers: { 'content-type': boundary },
        payload: `${part('client_name', 'Stones')}${part('redirect_uris', redirectUri)}--x--\r\n`,
      }),
      server.inject({
        method: 'POST',
        url: `/api/v1/apps?client_name=Stones&redirect_uris=${encodeURIComponent(redirectUri)}`,
      }),
    ])
    for (const response of responses) {
      expect(response.json()).toMatchObject({ name: 'Stones', redirect_uris: [redirectUri] })
    }
  })

  it.each([
    [{ client_name: '' }, "Validation failed: client_name can't be blank", 'client_name'],
    [
      { redirect_uris: 'javascript:alert(1)' },
      'Validation failed: redirect_uris is invalid',
      'redirect_uris',
    ],
    [{ redirect_uris: null }, "Validation failed: redirect_uris can't be blank", 'redirect_uris'],
    [{ scopes: 'everything' }, 'Validation failed: scopes is invalid', 'scopes'],
  ])('refuses %j as Mastodon does', async (more, error, field) => {
    const response = await post('/api/v1/apps', { ...app, ...more })
    expect(response.statusCode).toBe(422)
    expect(response.json()).toMatchObject({ error, details: { [field]: [{ error: expect.any(String) }] } })
  })

  it('tolerates nulls, empty strings and unknown members', async () => {
    const response = await post('/api/v1/apps', { ...app, website: '', scopes: null, extra: { a: [1] } })
    expect(response.json()).toMatchObject({ website: null, scopes: ['read'] })
  })

  it.each(['[]', '"x"', '{', '1'])('answers the body %s with 4xx', async (payload) => {
    const headers = { 'content-type': 'application/json' }
    const response = await server.inject({ method: 'POST', url: '/api/v1/apps', payload, headers })
    expect(response.statusCode).toBeGreaterThanOrEqual(400)
    expect(response.statusCode).toBeLessThan(500)
    expect(response.json()).toHaveProperty('error')
  })

  it('is limited', async () => {
    for (let i = 0; i < 299; i++) await post('/api/v1/apps', {})
    const response = await post('/api/v1/apps', app)
    expect(response.statusCode).toBe(429)
    expect(response.headers['retry-after']).toMatch(/^\d+$/)
  })
})

describe('POST /oauth/token', () => {
  it('answers with the entity Token, never to be stored', async () => {
    const response = await exchange()
    expect(response.json()).toEqual({
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: 'Bearer',
      scope: 'read',
      created_at: expect.any(Number),
    })
    expect(response.headers['cache-control']).toBe('no-store')
    expect((await verify(response.json().access_token)).json()).toMatchObject({ name: 'Stones' })
  })

  it('takes the id and the secret by Basic authentication', async () => {
    const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')
    const headers = { authorization: `Basic ${basic}` }
    expect((await exchange({ client_id: undefined, client_secret: undefined }, headers)).statusCode).toBe(200)
    const wrong = { authorization: `Basic ${Buffer.from(`${client.client_id}:x`).toString('base64')}` }
    expect((await exchange({}, wrong)).json()).toMatchObject({ error: 'invalid_client' })
  })

  it('does not mind an old bearer token in the header', async () => {
    expect((await exchange({}, { authorization: 'Bearer gone' })).statusCode).toBe(200)
  })

  it.each([
    [
      'a used code',
      async () => {
        const code = await makeCode()
        await exchange({ code })
        return { code }
      },
    ],
    [
      'an expired code',
      async () => {
        const code = await makeCode()
        world.clock.advance(600_000)
        return { code }
      },
    ],
    ['another redirect_uri', async () => ({ redirect_uri: 'https://evil.example/' })],
    ['a wrong verifier', async () => ({ code: await makeCode(true), code_verifier: 'w'.repeat(43) })],
    ['no verifier for a challenge', async () => ({ code: await makeCode(true) })],
    ['a verifier for no challenge', async () => ({ code_verifier: verifier })],
    ['a forged code', async () => ({ code: 'x'.repeat(43) })],
  ])('refuses %s with invalid_grant', async (_what, more) => {
    const response = await exchange(await more())
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ error: 'invalid_grant', error_description: expect.any(String) })
  })

  it.each([
    ['a wrong secret', { client_secret: 'x'.repeat(43) }],
    ['no secret', { client_secret: undefined }],
    ['an unknown app', { client_id: 'unknown' }],
    ['no app', { client_id: undefined }],
    ['an app of an odd kind', { client_id: { a: 1 } }],
  ])('refuses %s with invalid_client', async (_what, more) => {
    const response = await exchange(more)
    expect(response.statusCode).toBe(401)
    expect(response.headers['www-authenticate']).toMatch(/^Basic/)
    expect(response.json()).toMatchObject({ error: 'invalid_client' })
  })

  it.each([
    [{ grant_type: 'password', username: 'alice', password }, 400, 'unsupported_grant_type'],
    [{ grant_type: 'refresh_token' }, 400, 'unsupported_grant_type'],
    [{ grant_type: undefined }, 400, 'invalid_request'],
    [{ code: '' }, 400, 'invalid_request'],
    [{ code: ['a'] }, 400, 'invalid_request'],
    [{ grant_type: 'client_credentials', scope: 'read push' }, 400, 'invalid_scope'],
  ])('refuses %j', async (more, status, error) => {
    const response = await exchange(more)
    expect(response.statusCode).toBe(status)
    expect(response.json()).toMatchObject({ error })
  })

  it('revokes the token of a code that is used twice', async () => {
    const code = await makeCode()
    const token = (await exchange({ code })).json<{ access_token: string }>().access_token
    expect((await verify(token)).statusCode).toBe(200)
    await exchange({ code })
    expect((await verify(token)).statusCode).toBe(401)
  })

  it('gives an app a token of its own', async () => {
    const response = await post('/oauth/token', { grant_type: 'client_credentials', ...client })
    expect(response.json()).toMatchObject({ scope: 'read' })
    const token = response.json<{ access_token: string }>().access_token
    expect((await verify(token)).statusCode).toBe(200)
    const info = await server.inject({
      url: '/oauth/userinfo',
      headers: { authorization: `Bearer ${token}` },
    })
    expect(info.statusCode).toBe(422)
  })
})

describe('POST /oauth/revoke', () => {
  it('ends a token, and answers {} each time', async () => {
    const token = await bearer()
    expect((await verify(token)).statusCode).toBe(200)
    for (let i = 0; i < 2; i++) expect((await post('/oauth/revoke', { ...client, token })).json()).toEqual({})
    expect((await verify(token)).statusCode).toBe(401)
  })

  it('refuses a wrong secret, the token of another app, and no token', async () => {
    const token = await bearer()
    const other = (await post('/api/v1/apps', { client_name: 'Other', redirect_uris: redirectUri })).json()
    const wrong = await post('/oauth/revoke', { ...client, client_secret: 'x', token })
    expect([wrong.statusCode, wrong.json().error]).toEqual([401, 'invalid_client'])
    const foreign = await post('/oauth/revoke', { ...other, token })
    expect([foreign.statusCode, foreign.json().error]).toEqual([403, 'unauthorized_client'])
    expect((await post('/oauth/revoke', client)).json().error).toBe('invalid_request')
    expect((await verify(token)).statusCode).toBe(200)
  })
})

describe('a bearer token', () => {
  it.each([
    ['none', undefined],
    ['a forged one', `Bearer ${'x'.repeat(43)}`],
    ['an empty one', 'Bearer '],
    ['another scheme', 'Basic abc'],
  ])('is refused as %s', async (_what, authorization) => {
    const response = await server.inject({
      url: '/api/v1/apps/verify_credentials',
      headers: authorization === undefined ? {} : { authorization },
    })
    expect(response.statusCode).toBe(401)
    expect(response.json()).toEqual({ error: 'The access token is invalid' })
  })

  it('is never read from the query', async () => {
    const response = await server.inject({
      url: `/api/v1/apps/verify_credentials?access_token=${await bearer()}`,
    })
    expect(response.statusCode).toBe(401)
  })
})

describe('GET /oauth/userinfo', () => {
  const ask = (token: string) =>
    server.inject({ url: '/oauth/userinfo', headers: { authorization: `Bearer ${token}` } })

  it('says who the person is', async () => {
    expect((await ask(await bearer())).json()).toEqual({
      iss: 'https://social.example/',
      sub: 'https://social.example/users/alice',
      name: 'alice',
      preferred_username: 'alice',
      profile: 'https://social.example/@alice',
      picture: 'https://social.example/avatar.png',
    })
  })

  it('needs profile, read or read:accounts', async () => {
    const status = async (scope: string) =>
      (await ask(await world.access.createTokenFor(alice.id, [scope]))).statusCode
    expect(await status('profile')).toBe(200)
    expect(await status('read:accounts')).toBe(200)
    expect(await status('write')).toBe(403)
    expect(await status('read:statuses')).toBe(403)
  })
})

it('describes itself with addresses of the configuration, whatever host was asked', async () => {
  const response = await server.inject({
    url: '/.well-known/oauth-authorization-server',
    headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
  })
  expect(response.json()).toMatchObject({
    issuer: 'https://social.example/',
    authorization_endpoint: 'https://social.example/oauth/authorize',
    token_endpoint: 'https://social.example/oauth/token',
    code_challenge_methods_supported: ['S256'],
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'client_credentials'],
  })
  expect(response.body).not.toContain('evil')
  expect(response.json().scopes_supported).toContain('write:media')
})

it('lets masto.js in all the way: register, consent, exchange, use, revoke', async () => {
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const app = await createRestAPIClient({ url }).v1.apps.create({
    clientName: 'masto.js',
    redirectUris: 'urn:ietf:wg:oauth:2.0:oob',
    scopes: 'read write',
  })
  const browser = createFormBrowser(server, world.origin)
  await browser.submit(await browser.get('/auth/sign-in'), { login: 'alice', password })
  const query = {
    client_id: app.clientId ?? '',
    redirect_uri: 'urn:ietf:wg:oauth:2.0:oob',
    response_type: 'code',
    scope: 'read write',
  }
  const question = await browser.get(`/oauth/authorize?${new URLSearchParams(query).toString()}`)
  const shown = await browser.submit(question, { decision: 'allow' })
  const oauth = createOAuthAPIClient({ url })
  const client = { clientId: app.clientId ?? '', clientSecret: app.clientSecret ?? '' }
  const token = await oauth.token.create({
    ...client,
    grantType: 'authorization_code',
    redirectUri: 'urn:ietf:wg:oauth:2.0:oob',
    code: /value="([\w-]{43})"/.exec(shown.html)?.[1] ?? '',
  })
  const api = createRestAPIClient({ url, accessToken: token.accessToken })
  expect((await api.v1.apps.verifyCredentials()).name).toBe('masto.js')
  await oauth.revoke({ ...client, token: token.accessToken })
  await expect(api.v1.apps.verifyCredentials()).rejects.toThrow('The access token is invalid')
})
