import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '#kit/open-browser.ts'
import { createPerson } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

/** A process that only streams, at an address of its own, and one that does all else. */
let streams: TestServer
let server: TestServer
let browser: Browser

beforeAll(async () => {
  ;[streams, browser] = await Promise.all([
    startServer({ environment: { ROLES: 'streaming' } }),
    openBrowser(),
  ])
  server = await startServer({
    environment: {
      ROLES: 'web,worker,federation-in,federation-out',
      DATABASE_URL: streams.databaseUrl ?? '',
      CAIRN_STREAMING_ORIGIN: streams.origin,
    },
  })
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
  await streams?.[Symbol.asyncDispose]()
})

it('is live by streams of another host, which the policy of pages names and nothing more', {
  timeout: 120_000,
}, async () => {
  const ben = await createPerson(server, 'ben')
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${server.origin}/auth/sign-up`)
  await page.locator('input[name=username]').fill('ana')
  await page.locator('input[name=email]').fill('ana@example.org')
  await page.locator('input[name=password]').fill('a stone upon a stone')
  const [socket] = await Promise.all([
    page.waitForEvent('websocket'),
    page.locator('main button').first().click(),
  ])
  const listening = socket.waitForEvent('framesent', ({ payload }) => String(payload).includes('"user"'))
  const host = new URL(streams.origin).host
  expect(socket.url()).toBe(`ws://${host}/api/v1/streaming`)
  await page.waitForURL(/\/home/)
  await listening
  const heard = socket.waitForEvent('framereceived', ({ payload }) =>
    String(payload).includes('notification'),
  )
  await ben.post('/api/v1/statuses', { status: '@ana Live from elsewhere' })
  expect(String((await heard).payload)).toContain('Live from elsewhere')
  expect(complaints).toEqual([])

  const home = await fetch(`${server.origin}/home`)
  const policy = home.headers.get('content-security-policy') ?? ''
  expect(policy).toContain(`connect-src 'self' ws://${host};`)
  expect(await home.text()).toContain(`<meta name="cairn-streams" content="ws://${host}">`)
  // Pages that the client does not take over need none of it.
  const form = await fetch(`${server.origin}/auth/sign-in`)
  expect(form.headers.get('content-security-policy')).toContain("connect-src 'self';")
})
