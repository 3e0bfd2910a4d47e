import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AccessWorld, createAccessWorld, password } from '#kit/access-world.ts'
import { createFormBrowser, type FormBrowser, type FormPage } from '#kit/form-browser.ts'
import { startOAuth } from '#kit/start-oauth.ts'
import type { HttpServer } from '#platform/http-server/index.ts'

const redirectUri = 'https://app.example/done?from=cairn'
const verifier = 'v'.repeat(43)
const challenge = {
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
}

let world: AccessWorld
let server: HttpServer
let browser: FormBrowser
let client: { client_id: string; client_secret: string }

beforeAll(async () => {
  world = await createAccessWorld()
  await world.createUser('alice')
  await world.createUser('bob')
})
beforeEach(async () => {
  await server?.close()
  server = await startOAuth(world)
  browser = createFormBrowser(server, world.origin)
  client = await register([redirectUri, 'com.example.app:/done', 'urn:ietf:wg:oauth:2.0:oob'])
})
afterAll(async () => {
  await server.close()
  await world[Symbol.asyncDispose]()
})

async function register(redirectUris: string[], name = 'Stones <b>'): Promise<typeof client> {
  const response = await server.inject({
    method: 'POST',
    url: '/api/v1/apps',
    payload: { client_name: name, redirect_uris: redirectUris, scopes: 'read write' },
  })
  return response.json()
}

function address(more: Record<string, string> = {}): string {
  const query = {
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'read write:statuses',
    state: 'a&b=c "d"',
    ...more,
  }
  return `/oauth/authorize?${new URLSearchParams(query).toString()}`
}

async function signIn(login = 'alice'): Promise<void> {
  await browser.submit(await browser.get('/auth/sign-in?force=1'), { login, password })
}

/** Through consent, as one who is signed in. */
async function allow(more: Record<string, string> = {}): Promise<FormPage> {
  return browser.submit(await browser.get(address(more)), { decision: 'allow' })
}

function answerOf(page: FormPage): URLSearchParams {
  return new URL(page.location ?? '').searchParams
}

async function exchange(code: string, more: Record<string, string> = {}) {
  const response = await server.inject({
    method: 'POST',
    url: '/oauth/token',
    payload: { grant_type: 'authorization_code', ...client, redirect_uri: redirectUri, code, ...more },
  })
  return response
}

describe('a person who is not signed in', () => {
  it('signs in first, comes back to the question, and the app gets its code', async () => {
    const first = await browser.get(address())
    expect(first.location).toMatch(/^\/auth\/sign-in\?/)
    const signedIn = await browser.submit(await browser.get(first.location ?? ''), {
      login: 'alice',
      password,
    })
    const consent = await browser.get(signedIn.location ?? '')
    expect(consent.html).toContain('Let Stones &lt;b&gt; in?')
    const done = await browser.submit(consent, { decision: 'allow' })
    expect(done.location?.startsWith(`${redirectUri}&code=`)).toBe(true)
    expect(answerOf(done).get('state')).toBe('a&b=c "d"')
    expect(answerOf(done).get('iss')).toBe('https://social.example/')
    const token = await exchange(answerOf(done).get('code') ?? '')
    expect(token.json()).toMatchObject({ token_type: 'Bearer', scope: 'read write:statuses' })
  })
})

describe('the question', () => {
  it('names the app, the person, what it could do, and where the answer goes', async () => {
    await signIn()
    const page = await browser.get(address())
    expect(page.html).toContain('@alice')
    expect(page.html).toContain('read everything that you can read')
    expect(page.html).toContain('change statuses')
    expect(page.html).toContain('https://app.example/done?from=cairn')
    expect(page.html).not.toContain('<script')
    expect(page.headers['cache-control']).toBe('private, no-store')
  })

  it('lets its form lead to the app and nowhere else, and cannot be framed', async () => {
    await signIn()
    const policy = async (uri: string) =>
      String((await browser.get(address({ redirect_uri: uri }))).headers['content-security-policy'])
    expect(await policy(redirectUri)).toContain("form-action 'self' https://app.example;")
    expect(await policy(redirectUri)).toContain("frame-ancestors 'none'")
    expect(await policy('com.example.app:/done')).toContain("form-action 'self' com.example.app:;")
    expect(await policy('urn:ietf:wg:oauth:2.0:oob')).toContain("form-action 'self';")
  })

  it('is asked again of one who is signed in when the app forces a sign-in, and then once only', async () => {
    await signIn('alice')
    const forced = await browser.get(address({ force_login: 'true' }))
    expect(forced.location).toMatch(/^\/auth\/sign-in\?/)
    const form = await browser.get(forced.location ?? '')
    expect(form.status).toBe(200)
    const signedIn = await browser.submit(form, { login: 'bob', password })
    expect((await browser.get(signedIn.location ?? '')).html).toContain('@bob')
  })

  it('can be answered with no', async () => {
    await signIn()
    const page = await browser.submit(await browser.get(address()), { decision: 'deny' })
    expect(answerOf(page).get('error')).toBe('access_denied')
    expect(answerOf(page).get('state')).toBe('a&b=c "d"')
    expect(answerOf(page).has('code')).toBe(false)
  })

  it('is answered with no when the form says nothing', async () => {
    await signIn()
    expect(answerOf(await browser.submit(await browser.get(address()), {})).get('error')).toBe(
      'access_denied',
    )
  })
})

describe('a code for copying', () => {
  it('is shown, and works with PKCE', async () => {
    await signIn()
    const oob = { redirect_uri: 'urn:ietf:wg:oauth:2.0:oob' }
    const page = await allow({ ...oob, ...challenge })
    expect(page.status).toBe(200)
    const code = /value="([\w-]{43})"/.exec(page.html)?.[1] ?? ''
    expect((await exchange(code, { ...oob, code_verifier: verifier })).statusCode).toBe(200)
  })

  it('brings its faults to the person, as there is no address to send them to', async () => {
    await signIn()
    const page = await browser.get(
      address({ redirect_uri: 'urn:ietf:wg:oauth:2.0:oob', scope: 'everything' }),
    )
    expect(page).toMatchObject({ status: 400, location: undefined })
  })
})

describe('an app that is called back by its own scheme', () => {
  it('gets its code there', async () => {
    await signIn()
    const page = await allow({ redirect_uri: 'com.example.app:/done' })
    expect(page.location).toMatch(/^com\.example\.app:\/done\?code=[\w-]{43}&state=/)
  })
})

describe('our own web client', () => {
  const ours = {
    client_id: 'cairn-web',
    redirect_uri: 'https://social.example/oauth/done',
    scope: 'read write follow push',
  }

  it('is let in without a question once there is a session', async () => {
    expect((await browser.get(address({ ...ours, ...challenge }))).location).toMatch(/^\/auth\/sign-in/)
    await signIn()
    const page = await browser.get(address({ ...ours, ...challenge }))
    expect(page.location).toMatch(/^https:\/\/social\.example\/oauth\/done\?code=/)
    const code = answerOf(page).get('code') ?? ''
    const token = await server.inject({
      method: 'POST',
      url: '/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'cairn-web',
        redirect_uri: ours.redirect_uri,
        code,
        code_verifier: verifier,
      }).toString(),
    })
    expect(token.json()).toMatchObject({ scope: 'read write follow push' })
  })

  it('gets nothing without PKCE, nor at another address', async () => {
    await signIn()
    expect(answerOf(await browser.get(address(ours))).get('error')).toBe('invalid_request')
    const elsewhere = await browser.get(
      address({ ...ours, ...challenge, redirect_uri: 'https://evil.example/' }),
    )
    expect(elsewhere).toMatchObject({ status: 400, location: undefined })
  })
})

describe('a bad request', () => {
  it.each([
    ['an unknown app', { client_id: 'unknown' }],
    ['no app', { client_id: '' }],
    ['another address', { redirect_uri: 'https://evil.example/' }],
    ['a longer address', { redirect_uri: `${redirectUri}&x=1` }],
    ['no address', { redirect_uri: '' }],
    ['a script as address', { redirect_uri: 'javascript:alert(1)' }],
  ])('of %s is shown to the person and sends nobody anywhere', async (_what, more) => {
    await signIn()
    const page = await browser.get(address(more))
    expect(page).toMatchObject({ status: 400, location: undefined })
    expect(page.html).toContain('This did not work')
  })

  it.each([
    ['a token in place of a code', { response_type: 'token' }, 'unsupported_response_type'],
    ['no response type', { response_type: '' }, 'unsupported_response_type'],
    ['more than the app registered', { scope: 'read follow push' }, 'invalid_scope'],
    ['scopes of admins', { scope: 'admin:read' }, 'invalid_scope'],
    ['a plain challenge', { code_challenge: verifier, code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge without a method', { code_challenge: verifier }, 'invalid_request'],
  ])('for %s goes back to the app, with the state', async (_what, more, error) => {
    const page = await browser.get(address(more))
    expect(page.location?.startsWith(`${redirectUri}&error=`)).toBe(true)
    expect(answerOf(page).get('error')).toBe(error)
    expect(answerOf(page).get('state')).toBe('a&b=c "d"')
  })
})

describe('a decision that the person did not make here', () => {
  it.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a sub-domain', { origin: 'https://x.social.example', 'sec-fetch-site': 'same-site' }],
  ])('is refused from %s, even with a right token', async (_what, headers) => {
    await signIn()
    const page = await browser.submit(await browser.get(address()), { decision: 'allow' }, headers)
    expect(page).toMatchObject({ status: 403, location: undefined })
  })

  it('is asked again without the right token', async () => {
    await signIn()
    for (const token of [undefined, '', 'x'.repeat(43)]) {
      const page = await browser.submit(await browser.get(address()), {
        decision: 'allow',
        form_token: token,
      })
      expect(page).toMatchObject({ status: 403, location: undefined, action: '/oauth/authorize' })
    }
  })

  it('is not taken from one session for another', async () => {
    await signIn('alice')
    const question = await browser.get(address())
    await signIn('bob')
    expect(await browser.submit(question, { decision: 'allow' })).toMatchObject({ status: 403 })
  })

  it('is worth nothing without a session', async () => {
    const page = await browser.post('/oauth/authorize', {
      decision: 'allow',
      ...client,
      redirect_uri: redirectUri,
    })
    expect(page.location ?? '').not.toContain('code=')
  })

  it('cannot change what was asked for to something that is not allowed', async () => {
    await signIn()
    const question = await browser.get(address())
    const moved = await browser.submit(question, { decision: 'allow', redirect_uri: 'https://evil.example/' })
    expect(moved).toMatchObject({ status: 400, location: undefined })
    const wider = await browser.submit(question, { decision: 'allow', scope: 'read write follow push' })
    expect(answerOf(wider).get('error')).toBe('invalid_scope')
  })
})
