import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AccessWorld, createAccessWorld, password } from '#kit/access-world.ts'
import { createFormBrowser, type FormBrowser } from '#kit/form-browser.ts'
import { createFormGuard } from '#platform/form-guard/index.ts'
import { createHttpServer, type HttpServer } from '#platform/http-server/index.ts'
import { createLog } from '#platform/log/index.ts'
import { defineLayout } from '../layout.ts'
import { authPages, createSessionCookies } from './index.ts'

const session = '__Host-cairn_session'

let world: AccessWorld
let server: HttpServer
let browser: FormBrowser
let count = 0

beforeAll(async () => {
  world = await createAccessWorld()
  await world.createUser('alice')
})
beforeEach(async () => {
  count += 1
  await world.instance.setSetting('registrations', 'open')
  await server?.close()
  server = await startPages(world)
  browser = createFormBrowser(server, world.origin)
})
afterAll(async () => {
  await server.close()
  await world[Symbol.asyncDispose]()
})

async function startPages({ origin, anotherProcess, instance }: AccessWorld): Promise<HttpServer> {
  const access = anotherProcess()
  const http = await createHttpServer({ log: createLog('silent'), trustProxy: [], https: true })
  const sessions = createSessionCookies({ access, origin })
  const forms = createFormGuard({ origin, secret: 'x'.repeat(32), boundTo: sessions.read })
  const assets = {
    css: ['/assets/pages-1.css'],
    js: ['/assets/main-1.js'],
    icon: '/assets/icon-1.svg',
    passkeyScript: '/assets/passkey-1.js',
  }
  const sendPage = defineLayout({
    assets,
    siteTitle: async () => (await instance.getSettings()).title,
  })
  await http.register(authPages({ access, instance, sessions, forms, sendPage, assets, origin }))
  return http
}

async function signIn(fields: Record<string, string> = {}, path = '/auth/sign-in') {
  return browser.submit(await browser.get(path), { login: 'alice', password, ...fields })
}

const newcomer = () => ({ username: `new${count}`, email: `new${count}@example.org`, password })

describe('the sign-in form', () => {
  it('works without scripts and cannot be framed, cached or made to load anything from elsewhere', async () => {
    const page = await browser.get('/auth/sign-in')
    expect(page.status).toBe(200)
    // The one script is for passkeys, which the form does without.
    expect(page.html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/assets/passkey-1.js">'])
    expect(page.html).toContain('/assets/pages-1.css')
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.headers['cache-control']).toBe('private, no-store')
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    expect(page.headers['content-security-policy']).not.toContain('unsafe')
  })

  it('gives a session cookie out of reach of scripts, sub-domains and other sites, and leads on', async () => {
    const page = await browser.submit(await browser.get('/auth/sign-in?return_to=%2Fhome%3Fx%3D1'), {
      login: 'alice',
      password,
    })
    expect(page).toMatchObject({ status: 303, location: '/home?x=1' })
    const cookie = String(page.headers['set-cookie'])
    expect(cookie).toMatch(
      /^__Host-cairn_session=[\w-]{43}; Max-Age=15552000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  })

  it('gives a new session at each sign-in and ends the one before', async () => {
    await signIn()
    const first = browser.cookies.get(session) ?? ''
    await signIn({}, '/auth/sign-in?force=1')
    expect(browser.cookies.get(session)).not.toBe(first)
    expect(await world.access.findSession(first)).toBeUndefined()
  })

  it('never takes over a session that was planted before', async () => {
    browser.cookies.set(session, 'p'.repeat(43))
    await signIn()
    expect(browser.cookies.get(session)).not.toBe('p'.repeat(43))
  })

  it('says what is wrong beside the form, and keeps what was typed except the password', async () => {
    const page = await signIn({ login: 'al"ice', password: 'guess guess' })
    expect(page.status).toBe(422)
    expect(page.html).toContain('The name or the password is wrong.')
    expect(page.fields['login']).toBe('al"ice')
    expect(page.html).not.toContain('guess guess')
    expect(browser.cookies.has(session)).toBe(false)
  })

  it('answers known and unknown names alike', async () => {
    const known = await signIn({ password: 'guess guess' })
    const unknown = await signIn({ login: 'nobody', password: 'guess guess' })
    expect(unknown.status).toBe(known.status)
    const sameText = (text: string) => text.replaceAll(/value="[^"]*"/g, '')
    expect(sameText(unknown.html)).toBe(sameText(known.html))
  })

  it('stops guessing with 429 and says when to come back', async () => {
    const page = await browser.get('/auth/sign-in')
    for (let i = 0; i < 10; i++) await browser.submit(page, { login: 'alice', password: 'guess guess' })
    const stopped = await browser.submit(page, { login: 'alice', password })
    expect(stopped.status).toBe(429)
    expect(stopped.headers['retry-after']).toBe('60')
    expect(stopped.html).toContain('Try again in 60 seconds.')
  })

  it('leads nobody away from here', async () => {
    for (const evil of ['https://evil.example/', '//evil.example', '/\\evil.example', '/.//evil.example']) {
      const page = await browser.get(`/auth/sign-in?force=1&return_to=${encodeURIComponent(evil)}`)
      expect(page.fields['return_to']).toBe('/')
      expect(await browser.submit(page, { login: 'alice', password, return_to: evil })).toMatchObject({
        location: '/',
      })
    }
  })

  it('sends on at once who is signed in, unless another account is wanted', async () => {
    await signIn()
    expect(await browser.get('/auth/sign-in?return_to=/home')).toMatchObject({
      status: 303,
      location: '/home',
    })
    expect(await browser.get('/auth/sign-in?return_to=/home&force=1')).toMatchObject({ status: 200 })
  })

  it('bears fields of every kind', async () => {
    const page = await browser.get('/auth/sign-in')
    const odd = { 'login[a]': 'x', 'password[]': 'y', login: undefined, password: undefined }
    expect(await browser.submit(page, odd)).toMatchObject({ status: 422 })
  })
})

describe('a form that did not come from here', () => {
  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sub-domain', { 'sec-fetch-site': 'same-site' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ])('is refused from %s, even with a right token', async (_what, headers) => {
    for (const path of ['/auth/sign-in', '/auth/sign-up']) {
      const fields = { login: 'alice', ...newcomer() }
      const page = await browser.submit(await browser.get(path), fields, headers)
      expect(page.status).toBe(403)
      expect(browser.cookies.has(session)).toBe(false)
    }
  })

  it.each([
    ['no token', { form_token: undefined }],
    ['an empty token', { form_token: '' }],
    ['a forged token', { form_token: 'x'.repeat(43) }],
  ])('is refused with %s, and comes back fresh', async (_what, fields) => {
    for (const path of ['/auth/sign-in', '/auth/sign-up']) {
      const refused = await browser.submit(await browser.get(path), {
        login: 'alice',
        ...newcomer(),
        ...fields,
      })
      expect(refused.status).toBe(403)
      expect(browser.cookies.has(session)).toBe(false)
      expect(refused.fields['form_token']).toMatch(/^[\w-]{43}$/)
    }
  })

  it('is refused with the token of another browser', async () => {
    const other = createFormBrowser(server, world.origin)
    const token = (await other.get('/auth/sign-in')).fields['form_token'] ?? ''
    expect(await signIn({ form_token: token })).toMatchObject({ status: 403 })
  })

  it('is refused with the token from before the sign-in', async () => {
    const before = await browser.get('/auth/sign-in')
    await browser.submit(before, { login: 'alice', password })
    expect(await browser.submit(before, { login: 'alice', password })).toMatchObject({ status: 403 })
  })

  it('is accepted from a browser that sends neither header', async () => {
    const page = await browser.get('/auth/sign-in')
    const response = await server.inject({
      method: 'POST',
      url: '/auth/sign-in',
      headers: {
        cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams({ ...page.fields, login: 'alice', password }).toString(),
    })
    expect(response.statusCode).toBe(303)
  })
})

describe('the sign-up form', () => {
  it('shows both privacy choices, careful ones chosen', async () => {
    const page = await browser.get('/auth/sign-up')
    expect(page.fields['locked']).toBe('1')
    expect(page.html).toContain('Follow requests need my approval')
    expect(page.html).toContain('Your check-ins go to your followers only')
  })

  it('signs up, signs in and leads on', async () => {
    const page = await browser.submit(await browser.get('/auth/sign-up'), newcomer())
    expect(page).toMatchObject({ status: 303, location: '/' })
    const account = await world.accounts.findByHandle(`new${count}`, null)
    expect(account?.locked).toBe(true)
    const found = await world.access.findSession(browser.cookies.get(session) ?? '')
    expect(found?.accountId).toBe(account?.id)
  })

  it('lets a person be followed without approval', async () => {
    await browser.submit(await browser.get('/auth/sign-up'), { ...newcomer(), locked: undefined })
    expect((await world.accounts.findByHandle(`new${count}`, null))?.locked).toBe(false)
  })

  it('keeps every problem beside its field, and what was typed except the password', async () => {
    const typed = { username: 'alice', email: 'no<b>body', password: 'short', locked: undefined }
    const page = await browser.submit(await browser.get('/auth/sign-up'), typed)
    expect(page.status).toBe(422)
    expect(page.html).toMatch(/id="username-problem">This name is taken\./)
    expect(page.html).toMatch(/id="email-problem">This is no e-mail address\./)
    expect(page.html).toMatch(/id="password-problem">The password needs at least 8/)
    expect(page.fields).toMatchObject({ username: 'alice', email: 'no<b>body', password: '' })
    expect(page.fields['locked']).toBeUndefined()
    expect(page.html).not.toContain('<b>')
  })

  it('says when the password is a common one or the name is reserved', async () => {
    const page = await browser.submit(await browser.get('/auth/sign-up'), {
      ...newcomer(),
      username: 'admin',
      password: 'password123',
    })
    expect(page.html).toContain('This password is among the first that are tried.')
    expect(page.html).toContain('This is no name for an account')
  })

  it('asks for a reason where moderators decide, and then lets people wait', async () => {
    await world.instance.setSetting('registrations', 'approval')
    server = await startPages({ ...world, instance: world.instance })
    browser = createFormBrowser(server, world.origin)
    const page = await browser.get('/auth/sign-up')
    expect(page.html).toContain('Why do you want to join?')
    expect(await browser.submit(page, newcomer())).toMatchObject({ status: 422 })
    const waits = await browser.submit(page, { ...newcomer(), reason: 'I like stones.' })
    expect(waits).toMatchObject({ status: 200 })
    expect(browser.cookies.has(session)).toBe(false)
    const early = await signIn({ login: `new${count}` })
    expect(early.html).toContain('waits for the approval')
  })

  it('takes the invite from the address', async () => {
    await world.instance.setSetting('registrations', 'invite')
    server = await startPages(world)
    browser = createFormBrowser(server, world.origin)
    const code = await world.access.createInvite({ maxUses: 1 })
    const page = await browser.get(`/auth/sign-up?invite=${code}`)
    expect(page.fields['invite']).toBe(code)
    const wrong = await browser.submit(page, { ...newcomer(), invite: 'x' })
    expect(wrong.html).toMatch(/id="invite-problem">This invite is not valid/)
    expect(await browser.submit(page, newcomer())).toMatchObject({ status: 303 })
  })

  it('is closed where nobody may join', async () => {
    const page = await browser.get('/auth/sign-up')
    await world.instance.setSetting('registrations', 'closed')
    await world.instance.setSetting('registrations-message', 'We are <full>.')
    server = await startPages(world)
    expect((await browser.get('/auth/sign-up')).html).toContain('We are &lt;full&gt;.')
    const late = createFormBrowser(server, world.origin)
    for (const [name, value] of browser.cookies) late.cookies.set(name, value)
    expect(await late.submit(page, newcomer())).toMatchObject({ status: 403 })
  })
})

describe('signing out', () => {
  it('ends the session for good and forgets the cookie', async () => {
    await signIn()
    const token = browser.cookies.get(session) ?? ''
    expect(await browser.post('/auth/sign-out', {})).toMatchObject({ status: 303, location: '/' })
    expect(browser.cookies.has(session)).toBe(false)
    expect(await world.access.findSession(token)).toBeUndefined()
  })

  it('is refused from another site, and from nowhere without a token', async () => {
    await signIn()
    const token = browser.cookies.get(session) ?? ''
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect(await browser.post('/auth/sign-out', {}, foreign)).toMatchObject({ status: 403 })
    const bare = await server.inject({ method: 'POST', url: '/auth/sign-out', cookies: { [session]: token } })
    expect(bare.statusCode).toBe(403)
    expect(await world.access.findSession(token)).toBeDefined()
  })
})

it('uses a plain cookie name where there is no TLS', async () => {
  const origin = 'http://localhost:3000'
  const http = await startPages({ ...world, origin })
  const local = createFormBrowser(http, origin)
  await local.submit(await local.get('/auth/sign-in'), { login: 'alice', password })
  expect([...local.cookies.keys()].sort()).toEqual(['cairn_form', 'cairn_session'])
  await http.close()
})
