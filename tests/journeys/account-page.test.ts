import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createFormBrowser, type FormBrowser, overHttp } from '#kit/form-browser.ts'
import { personPassword, tokenWith } from '#kit/let-app-in.ts'
import { createPerson, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

vi.setConfig({ testTimeout: 60_000 })

let server: TestServer

beforeAll(async () => {
  server = await startServer()
}, 60_000)
afterAll(() => server?.[Symbol.asyncDispose]())

async function signIn(username: string, password = personPassword): Promise<FormBrowser> {
  const browser = createFormBrowser(overHttp(server.origin), server.origin)
  const page = await browser.submit(await browser.get('/auth/sign-in'), { login: username, password })
  expect(page.status).toBe(303)
  return browser
}

/** Sends a form of the account page. */
async function send(browser: FormBrowser, form: string, fields: Record<string, string>) {
  const { fields: known } = await browser.get('/auth/account')
  return browser.post(`/auth/account/${form}`, { form_token: known['form_token'] ?? '', ...fields })
}

const statusWith = async (token: string) =>
  (
    await personWith(server.origin, { id: '', username: '', token }).get(
      '/api/v1/accounts/verify_credentials',
    )
  ).status

it('is for those who are signed in', async () => {
  const browser = createFormBrowser(overHttp(server.origin), server.origin)
  const page = await browser.get('/auth/account')
  expect(page).toMatchObject({ status: 303, location: '/auth/sign-in?return_to=%2Fauth%2Faccount' })
  const sent = await browser.post('/auth/account/delete', { 'delete-password': personPassword })
  expect(sent.status).toBe(303)
})

it('changes the password, and ends what the old one has opened', async () => {
  await createPerson(server, 'anna')
  const [mine, other] = [await signIn('anna'), await signIn('anna')]
  const app = await tokenWith(server.origin, 'anna', 'read')
  const wrong = await send(mine, 'password', { current: 'not this', password: 'a stone upon a stone' })
  expect(wrong).toMatchObject({ status: 422, html: expect.stringContaining('not your password') })
  const weak = await send(mine, 'password', { current: personPassword, password: 'short' })
  expect(weak.status).toBe(422)
  expect(await statusWith(app)).toBe(200)
  const done = await send(mine, 'password', { current: personPassword, password: 'a stone upon a stone' })
  expect(done).toMatchObject({ status: 303, location: '/auth/account?done=password' })
  expect((await mine.get('/auth/account?done=password')).html).toContain('Your new password counts')
  expect((await other.get('/auth/account')).status).toBe(303)
  expect(await statusWith(app)).toBe(401)
  await signIn('anna', 'a stone upon a stone')
})

it('lists the apps that were let in, and shuts one out without the others', async () => {
  await createPerson(server, 'ben')
  const [first, second] = [
    await tokenWith(server.origin, 'ben', 'read'),
    await tokenWith(server.origin, 'ben', 'read'),
  ]
  const browser = await signIn('ben')
  const { html } = await browser.get('/auth/account')
  const ids = [...html.matchAll(/name="app_id" value="(\d+)"/g)].map(([, id]) => id)
  expect(html).toContain('<strong>Exact</strong>')
  // The two and the operator's, newest first.
  expect(ids).toHaveLength(3)
  expect((await send(browser, 'app', { app_id: ids[0] ?? '' })).location).toBe('/auth/account?done=app')
  expect([await statusWith(first), await statusWith(second)]).toEqual([200, 401])
})

it('does not shut out an app of somebody else', async () => {
  await createPerson(server, 'carl')
  await createPerson(server, 'dora')
  const theirs = await tokenWith(server.origin, 'dora', 'read')
  const { html } = await (await signIn('dora')).get('/auth/account')
  const id = /name="app_id" value="(\d+)"/.exec(html)?.[1] ?? ''
  const browser = await signIn('carl')
  await send(browser, 'app', { app_id: id })
  expect(await statusWith(theirs)).toBe(200)
  expect((await send(browser, 'app', { app_id: '1; drop' })).status).toBe(303)
})

it('signs out all other browsers', async () => {
  await createPerson(server, 'emil')
  const [mine, other] = [await signIn('emil'), await signIn('emil')]
  await send(mine, 'browsers', {})
  expect((await other.get('/auth/account')).status).toBe(303)
  expect((await mine.get('/auth/account')).html).not.toContain('Sign out all others')
})

it('refuses a move without the password, and names what is wrong with where to', async () => {
  await createPerson(server, 'frida')
  const browser = await signIn('frida')
  const host = new URL(server.origin).host
  const blind = await send(browser, 'move', { to: `emil@${host}`, 'move-password': 'guess' })
  expect(blind).toMatchObject({ status: 422, html: expect.stringContaining('not your password') })
  const self = await send(browser, 'move', { to: `frida@${host}`, 'move-password': personPassword })
  expect(self).toMatchObject({ status: 422, html: expect.stringContaining('this account itself') })
  const nobody = await send(browser, 'alias', { alias: `nobody@${host}` })
  expect(nobody).toMatchObject({ status: 422, html: expect.stringContaining('There is no such account') })
  await send(browser, 'alias', { alias: `emil@${host}` })
  const uri = `${server.origin}/users/emil`
  expect((await browser.get('/auth/account')).html).toContain(uri)
  await send(browser, 'alias', { remove: uri, alias: '' })
  expect((await browser.get('/auth/account')).html).not.toContain(uri)
})

it('deletes an account only with its password, and all of it', async () => {
  const gone = await createPerson(server, 'gustav')
  const { body: post } = await gone.post('/api/v1/statuses', { status: 'My last words' })
  const browser = await signIn('gustav')
  const refused = await send(browser, 'delete', { 'delete-password': 'guess' })
  expect(refused).toMatchObject({ status: 422, html: expect.stringContaining('not your password') })
  expect(await statusWith(gone.token)).toBe(200)
  const done = await send(browser, 'delete', { 'delete-password': personPassword })
  expect(done).toMatchObject({ status: 200, html: expect.stringContaining('Your account is deleted') })
  expect(await statusWith(gone.token)).toBe(401)
  expect((await browser.get('/auth/account')).status).toBe(303)
  await expect
    .poll(async () => (await fetch(`${server.origin}/api/v1/statuses/${post.id}`)).status, {
      timeout: 30_000,
    })
    .toBe(404)
  const again = await browser.submit(await browser.get('/auth/sign-in'), {
    login: 'gustav',
    password: personPassword,
  })
  expect(again.status).toBe(422)
})

it('does not let the owner leave the server without one', async () => {
  await createPerson(server, 'olga', { role: 'owner' })
  const browser = await signIn('olga')
  const refused = await send(browser, 'delete', { 'delete-password': personPassword })
  expect(refused).toMatchObject({ status: 422 })
  expect((await browser.get('/auth/account')).html).toContain('set-role')
})

it('takes no form that was sent from elsewhere', async () => {
  const person = await createPerson(server, 'hanna')
  const browser = await signIn('hanna')
  const stale = await browser.post('/auth/account/delete', { 'delete-password': personPassword })
  expect(stale.status).toBe(403)
  const { fields } = await browser.get('/auth/account')
  const foreign = await browser.post(
    '/auth/account/delete',
    { form_token: fields['form_token'] ?? '', 'delete-password': personPassword },
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  )
  expect(foreign.status).toBe(403)
  expect(await statusWith(person.token)).toBe(200)
})
