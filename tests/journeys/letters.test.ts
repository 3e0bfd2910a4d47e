import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createFormBrowser, type FormBrowser, overHttp } from '#kit/form-browser.ts'
import { type MailServer, type ReceivedMail, startMailServer } from '#kit/mail-server.ts'
import { eventually, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

const password = 'a stone upon a stone'

let mail: MailServer
let server: TestServer
let browser: FormBrowser
let count = 0
let name: string
let address: string

beforeAll(async () => {
  mail = await startMailServer()
  // Limits are on: a letter more than three is what this is about, too.
  server = await startServer({
    environment: {
      SMTP_URL: mail.url,
      SMTP_FROM: 'Stones <stones@cairn.example>',
      CAIRN_RATE_LIMIT: '60000',
    },
  })
}, 60_000)
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await mail?.[Symbol.asyncDispose]()
})
beforeEach(() => {
  count += 1
  name = `person${count}`
  address = `${name}@example.org`
  browser = createFormBrowser(overHttp(server.origin), server.origin)
})

const join = async (fields: Record<string, string> = {}) =>
  browser.submit(await browser.get('/auth/sign-up'), { username: name, email: address, password, ...fields })
const signIn = async (fields: Record<string, string> = {}) =>
  browser.submit(await browser.get('/auth/sign-in?force=1'), { login: name, password, ...fields })
const lettersTo = (to: string) => mail.received.filter((one) => one.to.includes(to))

/** The nth letter to somebody, counted from 1. */
async function letter(nth = 1, to = address): Promise<ReceivedMail> {
  await eventually(async () => lettersTo(to).length >= nth, `letter ${nth}`)
  const found = lettersTo(to)[nth - 1]
  if (!found) throw new Error('No letter.')
  return found
}

const linkIn = ({ text }: ReceivedMail) => new URL(/https?:\S+\/auth\/\S+/.exec(text)?.[0] ?? '').pathname

async function joinAndConfirm(): Promise<void> {
  await join()
  await browser.submit(await browser.get(linkIn(await letter())), {})
}

it('lets somebody in once the link of the letter was followed', async () => {
  const page = await join()
  expect(page).toMatchObject({ status: 200, html: expect.stringContaining('Look into your mailbox') })
  const sent = await letter()
  expect(sent).toMatchObject({
    from: 'stones@cairn.example',
    subject: 'Confirm your e-mail address for Cairn',
  })
  expect(sent.html).toContain(linkIn(sent))
  const refused = await signIn()
  expect(refused).toMatchObject({ status: 403, html: expect.stringContaining('not confirmed yet') })

  // Looking does not use it up: programs that look into letters do.
  const link = linkIn(await letter(2))
  await browser.get(link)
  expect(await browser.submit(await browser.get(link), {})).toMatchObject({
    location: '/auth/sign-in?from=confirm',
  })
  expect((await browser.get('/auth/sign-in?from=confirm')).html).toContain('Your address is confirmed')
  expect((await browser.get(link)).status).toBe(410)
  expect((await browser.get(linkIn(sent))).status).toBe(410)
  expect(await signIn()).toMatchObject({ status: 303 })
})

it('tells apps that the address is not confirmed, in the words of Mastodon', async () => {
  const api = async (path: string, body: object, token?: string) => {
    const response = await fetch(`${server.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
    return (await response.json()) as Record<string, string>
  }
  const app = { client_name: 'App', redirect_uris: 'urn:ietf:wg:oauth:2.0:oob', scopes: 'read write' }
  const { client_id, client_secret } = await api('/api/v1/apps', app)
  const grant = { grant_type: 'client_credentials', client_id, client_secret, scope: 'read write' }
  const { access_token: appToken } = await api('/oauth/token', grant)
  const { access_token: token = '' } = await api(
    '/api/v1/accounts',
    { username: name, email: 'mistyped@example.org', password, agreement: true, locale: 'en' },
    appToken,
  )
  const person = personWith(server.origin, { id: '', username: name, token })
  expect(await person.get('/api/v1/accounts/verify_credentials')).toMatchObject({
    status: 403,
    body: { error: 'Your login is missing a confirmed e-mail address' },
  })
  expect((await person.post('/api/v1/statuses', { status: 'Hello' })).status).toBe(403)
  expect((await person.get('/api/v1/timelines/public')).status).toBe(200)
  expect(await person.get('/api/v1/emails/check_confirmation')).toMatchObject({ status: 200, body: false })

  expect(await person.post('/api/v1/emails/confirmations', { email: address })).toMatchObject({
    status: 200,
    body: {},
  })
  const mistyped = await letter(1, 'mistyped@example.org')
  await browser.submit(await browser.get(linkIn(await letter())), {})
  // What went to the address before opens nothing for whoever has it.
  expect((await browser.get(linkIn(mistyped))).status).toBe(410)
  expect(await person.get('/api/v1/accounts/verify_credentials')).toMatchObject({ body: { username: name } })
  expect(await person.get('/api/v1/emails/check_confirmation')).toMatchObject({ body: true })
  expect((await person.post('/api/v1/emails/confirmations')).status).toBe(403)
})

it('gives who has forgotten the password a new one, once, and ends all that was open', async () => {
  await joinAndConfirm()
  await signIn()
  const token = await server.cairn('token', 'create', '--username', name, '--scopes', 'read')
  const person = personWith(server.origin, { id: '', username: name, token })
  expect((await person.get('/api/v1/accounts/verify_credentials')).status).toBe(200)
  const asked = await browser.submit(await browser.get('/auth/forgot'), { email: address.toUpperCase() })
  const sent = await letter(2)
  expect(sent.subject).toBe('A new password for Cairn')
  const link = linkIn(sent)
  const form = await browser.get(link)
  expect(await browser.submit(form, { password: 'password' })).toMatchObject({
    status: 422,
    html: expect.stringContaining('among the first that are tried'),
  })
  const both = await Promise.all([
    browser.submit(form, { password: 'two stones upon a stone' }),
    browser.submit(form, { password: 'ten stones upon a stone' }),
  ])
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 410])
  expect((await letter(3)).subject).toBe('Your password for Cairn was changed')
  expect((await person.get('/api/v1/accounts/verify_credentials')).status).toBe(401)
  expect((await signIn()).status).toBe(422)
  const right = both[0]?.status === 303 ? 'two stones upon a stone' : 'ten stones upon a stone'
  expect((await signIn({ password: right })).status).toBe(303)

  const unknown = await browser.submit(await browser.get('/auth/forgot'), { email: 'nobody@example.org' })
  expect(unknown.html).toBe(asked.html)
  expect(unknown.status).toBe(asked.status)
})

it('sends nobody more than three letters with links at once, and does not tell', async () => {
  await joinAndConfirm()
  const form = await browser.get('/auth/forgot')
  const pages = []
  for (let i = 0; i < 5; i++) {
    pages.push(await browser.submit(form, { email: address }))
    if (i < 3) await letter(2 + i)
  }
  expect(new Set(pages.map(({ html }) => html)).size).toBe(1)
  // A letter of another kind comes after all that were enqueued before it.
  await join({ username: `${name}b` })
  await eventually(
    async () => lettersTo(address).some(({ subject }) => subject === 'You are on Cairn already'),
    'the last letter',
  )
  expect(lettersTo(address).filter(({ subject }) => subject === 'A new password for Cairn')).toHaveLength(3)
})

it('does not tell who joins whether an address is known, but tells its owner', async () => {
  await joinAndConfirm()
  const fresh = await join({ username: `${name}x`, email: `other-${address}` })
  const taken = await join({ username: `${name}y` })
  expect(taken).toMatchObject({ status: fresh.status, html: fresh.html })
  expect(await letter(2)).toMatchObject({
    subject: 'You are on Cairn already',
    text: expect.stringContaining(`@${name}`),
  })
  expect((await fetch(`${server.origin}/api/v1/accounts/lookup?acct=${name}y`)).status).toBe(404)
})

it('tells of a sign-in from a browser that was not there lately, once, and not of the first', async () => {
  await joinAndConfirm()
  await signIn()
  const other = createFormBrowser(overHttp(server.origin), server.origin)
  const form = await other.get('/auth/sign-in')
  const thief = { 'user-agent': 'Thief/1.0 <b>' }
  await other.submit(form, { login: name, password }, thief)
  const sent = await letter(2)
  expect(sent).toMatchObject({
    subject: 'A new sign-in to Cairn',
    text: expect.stringMatching(/When: \d{4}-\d\d-\d\d \d\d:\d\d UTC\s+With: Thief\/1\.0 <b>/),
    html: expect.stringContaining('Thief/1.0 &lt;b&gt;'),
  })
  await other.submit(form, { login: name, password }, thief)
  await signIn()
  await browser.submit(await browser.get('/auth/forgot'), { email: address })
  expect((await letter(3)).subject).toBe('A new password for Cairn')
})

it('sends a letter that the mail server did not take for now', async () => {
  mail.refuseNext(451)
  await join()
  expect((await letter()).subject).toBe('Confirm your e-mail address for Cairn')
})

it('keeps no secret of a letter, and no address in the log', async () => {
  await join()
  const token =
    linkIn(await letter())
      .split('/')
      .at(-1) ?? ''
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(server.log()).not.toContain(token)
  expect(server.log()).not.toContain(address)
})
