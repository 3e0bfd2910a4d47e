import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '#kit/open-browser.ts'
import { eventually, type Person, personWith } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

const here = { latitude: 48.85431, longitude: 2.33297, accuracy: 20 }

let server: TestServer
let browser: Browser
let ana: { page: Page; person: Person }
let ben: { page: Page; person: Person }

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  ana = await signUp('ana')
  ben = await signUp('ben')
  await ben.person.post(`/api/v1/accounts/${ana.person.id}/follow`)
  await ana.person.post(`/api/v1/follow_requests/${ben.person.id}/authorize`)
  const cafe = { name: 'Café de Flore', latitude: 48.8543, longitude: 2.333, category: 'amenity=cafe' }
  await ana.person.post('/api/cairn/v1/places', cafe)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

async function signUp(name: string): Promise<{ page: Page; person: Person }> {
  const context = await browser.newContext({
    geolocation: here,
    permissions: ['geolocation'],
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
  })
  context.setDefaultTimeout(45_000)
  const page = await context.newPage()
  await page.goto(`${server.origin}/auth/sign-up`)
  await page.locator('input[name=username]').fill(name)
  await page.locator('input[name=email]').fill(`${name}@example.org`)
  await page.locator('input[name=password]').fill('a stone upon a stone')
  await page.locator('main button').first().click()
  await page.waitForURL(/\/home/)
  await page.locator('main h1').waitFor({ state: 'attached' })
  const token = await server.cairn('token', 'create', '--username', name, '--scopes', 'read write follow')
  const who = await fetch(`${server.origin}/api/v1/accounts/verify_credentials`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { id } = (await who.json()) as { id: string }
  return { page, person: personWith(server.origin, { id, username: name, token }) }
}

it('keeps the button that adds a place where it is while places arrive', { timeout: 120_000 }, async () => {
  const { page } = ana
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/api/cairn/v1/places/nearby*', async (route) => {
    await held
    await route.continue()
  })
  await page.goto(`${server.origin}/check-in`)
  const button = page.locator('.create-place')
  await button.waitFor()
  const before = await button.boundingBox()
  release()
  await page.locator('.place-choices').first().waitFor()
  expect(await button.boundingBox()).toEqual(before)
  await page.unroute('**/api/cairn/v1/places/nearby*')
})

it('asks a follower who is with us, who agrees and is named', { timeout: 120_000 }, async () => {
  const { page } = ana
  await page.goto(`${server.origin}/check-in`)
  await page.locator('.place-choices button', { hasText: 'Café de Flore' }).first().click()
  await page.locator('.companions summary').click()
  await page.locator('.companion-list label', { hasText: 'ben' }).click()
  await page.locator('.checkin-form textarea').fill('Together')
  await page.locator('.checkin-submit').click()
  await page.waitForURL(/home/)

  await eventually(
    async () => (await ben.person.get('/api/v1/notifications')).body.length > 0,
    'the question',
  )
  await ben.page.goto(`${server.origin}/notifications`)
  await ben.page.locator('.request-answer .button-primary').click()
  await ben.page.locator('.chip').waitFor()
  await page.goto(`${server.origin}/home`)
  await page.locator('article.post', { hasText: 'Together' }).locator('a', { hasText: '@ben' }).waitFor()
})

it('proposes the time of a photo, which stays on the device', { timeout: 120_000 }, async () => {
  const { page, person } = ana
  await page.goto(`${server.origin}/check-in`)
  await page.locator('.checkin-search input[type=file]').setInputFiles({
    name: 'photo.jpg',
    mimeType: 'image/jpeg',
    buffer: await photoWithGps({ latitude: 48.85427, longitude: 2.33301 }),
  })
  await page.locator('.map-pin').waitFor()
  await page.locator('.place-choices button', { hasText: 'Café de Flore' }).first().click()
  const field = page.locator('input[type=datetime-local]')
  expect(await field.inputValue()).toBe('2026-09-19T10:15')
  await page.locator('.tray-progress').waitFor({ state: 'detached' })
  await page.locator('.checkin-submit').click()
  await page.waitForURL(/home/)
  const visits = (await person.get('/api/cairn/v1/journal')).body
  const zone = await page.evaluate(() => new Date(2026, 8, 19, 10, 15).toISOString())
  expect(visits.map((visit: { arrived_at: string }) => visit.arrived_at)).toContain(zone)
})

it('keeps a check-in that is made offline, and sends it once', { timeout: 120_000 }, async () => {
  const { page, person } = ana
  await page.goto(`${server.origin}/check-in`)
  await page.locator('.place-choices button', { hasText: 'Café de Flore' }).first().click()
  await page.locator('.checkin-form textarea').fill('In the tunnel')
  await page.context().setOffline(true)
  await page.locator('.checkin-submit').click()
  await page.waitForURL(/home/)
  await page.context().setOffline(false)
  const count = async () => (await person.get('/api/cairn/v1/journal?q=tunnel')).body.length as number
  await eventually(async () => (await count()) === 1, 'the check-in')
  await page.reload()
  await page.locator('main h1').waitFor({ state: 'attached' })
  expect(await count()).toBe(1)
})
