import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { personPassword } from '#kit/let-app-in.ts'
import { type MailServer, startMailServer } from '#kit/mail-server.ts'
import { openBrowser } from '#kit/open-browser.ts'
import { createPerson } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

vi.setConfig({ testTimeout: 120_000 })

let mail: MailServer
let server: TestServer
let browser: Browser

beforeAll(async () => {
  mail = await startMailServer()
  const environment = { SMTP_URL: mail.url, SMTP_FROM: 'Stones <stones@cairn.example>' }
  ;[server, browser] = await Promise.all([startServer({ name: 'localhost', environment }), openBrowser()])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
  await mail?.[Symbol.asyncDispose]()
})

/** A browser of its own with a device that holds passkeys, as Chromium's developer tools make one. */
async function openDevice(verifies = true): Promise<{ page: Page; tools: CDPSession; id: string }> {
  const context = await browser.newContext()
  context.setDefaultTimeout(45_000)
  const page = await context.newPage()
  const tools = await context.newCDPSession(page)
  await tools.send('WebAuthn.enable')
  const { authenticatorId: id } = await tools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  })
  return { page, tools, id }
}

async function signInByPassword(page: Page, username: string): Promise<void> {
  await page.goto(`${server.origin}/auth/sign-in?return_to=%2Fauth%2Faccount`)
  await page.locator('input[name=login]').fill(username)
  await page.locator('input[name=password]').fill(personPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/auth\/account/)
}

async function addKey(page: Page, password = personPassword): Promise<void> {
  await page.locator('#passkeys input[name=name]').fill('My phone')
  await page.locator('#passkeys input[name=passkey-password]').fill(password)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
}

async function signOut(page: Page): Promise<void> {
  await page.context().clearCookies()
  await page.goto(`${server.origin}/auth/sign-in?return_to=%2Fauth%2Faccount`)
}

it('signs in by a passkey that was made with the password, until it is removed', async () => {
  await createPerson(server, 'petra')
  const { page } = await openDevice()
  await signInByPassword(page, 'petra')
  await addKey(page, 'a guess')
  await page.locator('#passkeys [data-passkey-problem]', { hasText: 'not your password' }).waitFor()
  await addKey(page)
  await page.locator('#passkeys', { hasText: 'My phone' }).waitFor()
  await page.waitForURL(/done=passkey/)
  const told = () => mail.received.map(({ to, subject }) => [...to, subject])
  await expect
    .poll(told, { timeout: 30_000 })
    .toContainEqual(['petra@example.org', 'A new passkey for Cairn'])

  await signOut(page)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL(/\/auth\/account/)
  expect(await page.locator('main').innerText()).toContain('@petra@')

  await page.locator('#passkeys').getByRole('button', { name: 'Remove' }).click()
  await page.waitForURL(/done=passkey-remove/)
  await signOut(page)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.locator('[data-passkey-problem]', { hasText: 'not known here' }).waitFor()
})

it('lets nobody in by a key of a suspended account, or by a device that did not verify who holds it', async () => {
  await createPerson(server, 'sven')
  const { page, tools, id } = await openDevice()
  await signInByPassword(page, 'sven')
  await addKey(page)
  await page.waitForURL(/done=passkey/)

  await signOut(page)
  await tools.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false })
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.locator('[data-passkey-problem]:not([hidden])').waitFor()
  expect(new URL(page.url()).pathname).toBe('/auth/sign-in')

  await tools.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: true })
  await server.cairn('account', 'suspend', 'sven')
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.locator('[data-passkey-problem]', { hasText: 'suspended' }).waitFor()
})

it('takes a signature once, and none that was made for another site or changed on its way', async () => {
  await createPerson(server, 'theo')
  const { page } = await openDevice()
  await signInByPassword(page, 'theo')
  await addKey(page)
  await page.waitForURL(/done=passkey/)
  await signOut(page)
  const sent = page.waitForRequest((request) => request.url().endsWith('/auth/passkey'))
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  const body = (await sent).postData() ?? ''
  await page.waitForURL(/\/auth\/account/)
  const post = (payload: string, headers: Record<string, string> = {}) =>
    fetch(`${server.origin}/auth/passkey`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: server.origin,
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      body: payload,
    })
  expect((await post(body)).status).toBe(422)
  const { response, ...rest } = JSON.parse(body) as { response: { response: { signature: string } } }
  const changed = {
    ...rest,
    response: { ...response, response: { ...response.response, signature: 'AAAA' } },
  }
  for (const wrong of [changed, { response: null }, { response: { id: '' } }, {}]) {
    const answer = await post(JSON.stringify(wrong))
    expect(answer.status).toBe(422)
    expect(answer.headers.get('set-cookie')).toBeNull()
  }
  const foreign = await post(body, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })
  expect(foreign.status).toBe(403)
})
