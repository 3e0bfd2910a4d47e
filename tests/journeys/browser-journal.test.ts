import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from '#kit/open-browser.ts'
import { type Person, personWith } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

const spots = [
  { name: 'Café de Flore', latitude: 48.8541, longitude: 2.3326, category: 'amenity=cafe' },
  { name: 'Louvre', latitude: 48.8606, longitude: 2.3376, category: 'tourism=museum' },
  { name: 'Old Clinic', latitude: 48.8584, longitude: 2.2945, category: 'amenity=clinic' },
]

let server: TestServer
let browser: Browser
let page: Page
let ana: Person

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  const context = await browser.newContext({
    timezoneId: 'Europe/Paris',
    locale: 'en-GB',
    reducedMotion: 'reduce',
    viewport: { width: 390, height: 844 },
  })
  context.setDefaultTimeout(45_000)
  page = await context.newPage()
  ana = await signUp(page, 'ana')
  const places = []
  for (const spot of spots) places.push((await ana.post('/api/cairn/v1/places', spot)).body.id as string)
  const told: [place: number, arrivedAt: string, note: string][] = [
    [0, '2026-03-01T08:00:00Z', 'Breakfast'],
    [1, '2026-03-01T10:30:00Z', 'Pictures'],
    // Still the first of March in Paris is over: its second begins at eleven in the evening, UTC.
    [0, '2026-03-01T23:10:00Z', 'After midnight'],
    [2, '2026-03-05T09:00:00Z', 'A cough'],
  ]
  const form = new FormData()
  const photo = await photoWithGps(spots[1] as { latitude: number; longitude: number })
  form.set('file', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'photo.jpg')
  const media = (await ana.call('POST', '/api/v2/media', form)).body.id as string
  for (const [place, arrivedAt, status] of told)
    await ana.post('/api/v1/statuses', {
      status,
      place_id: places[place],
      visibility: 'private',
      ...(status === 'Pictures' && { media_ids: [media] }),
      checkin: { arrived_at: arrivedAt },
    })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

async function signUp(one: Page, name: string): Promise<Person> {
  await one.goto(`${server.origin}/auth/sign-up`)
  await one.locator('input[name=username]').fill(name)
  await one.locator('input[name=email]').fill(`${name}@example.org`)
  await one.locator('input[name=password]').fill('a stone upon a stone')
  await one.locator('main button').first().click()
  await one.waitForURL(/\/home/)
  const token = await server.cairn('token', 'create', '--username', name, '--scopes', 'read write follow')
  const headers = { authorization: `Bearer ${token}` }
  const who = await fetch(`${server.origin}/api/v1/accounts/verify_credentials`, { headers })
  return personWith(server.origin, { id: ((await who.json()) as { id: string }).id, username: name, token })
}

describe('the journal', () => {
  it('shows a day from morning to night, by the clock of the device, with photos and the way', {
    timeout: 90_000,
  }, async () => {
    await page.goto(`${server.origin}/journal/2026-03-01`)
    await page.locator('.day-stop').nth(1).waitFor()
    expect(await page.locator('.day-time').allInnerTexts()).toEqual([
      expect.stringContaining('09:00'),
      expect.stringContaining('11:30'),
    ])
    expect(await page.locator('.day-place').allInnerTexts()).toEqual([
      expect.stringContaining('Café de Flore'),
      expect.stringContaining('Louvre'),
    ])
    expect(await page.locator('.day-step').innerText()).toBe('810 m further')
    await page.locator('.day-stop img').waitFor()
    await page.locator('.day-nav a[rel=next]').click()
    await page.locator('.day-note', { hasText: 'After midnight' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/journal/2026-03-02')
  })

  it('leads from its calendar to the day', { timeout: 60_000 }, async () => {
    await page.goto(`${server.origin}/journal`)
    await page.locator('.calendar-day.level-2').waitFor()
    await page.locator('a[href="/journal/2026-03-05"]').first().click()
    await page.locator('.day-note', { hasText: 'A cough' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/journal/2026-03-05')
  })

  it('ends a check-in of today where it says that one has left', { timeout: 60_000 }, async () => {
    const place = await ana.post('/api/cairn/v1/places', { name: 'Bench', latitude: 48.9, longitude: 2.3 })
    const { body } = await ana.post('/api/v1/statuses', { place_id: place.body.id, visibility: 'private' })
    await page.goto(`${server.origin}/journal`)
    await page.locator('.journal-doors a').first().click()
    await page.getByRole('button', { name: 'I have left' }).click()
    await page.getByRole('button', { name: 'I have left' }).waitFor({ state: 'detached' })
    expect((await ana.get(`/api/v1/statuses/${body.id}`)).body.checkin.left_at).not.toBeNull()
  })
})

describe('a year in review', () => {
  it('is given away by a link, and taken back', { timeout: 120_000 }, async () => {
    await page.goto(`${server.origin}/journal/2026`)
    await page.getByRole('button', { name: 'Make a link' }).click()
    const url = await page.getByLabel('The link').inputValue()
    const stranger = await (await browser.newContext()).newPage()
    await stranger.goto(url)
    await stranger.locator('.review-facts').waitFor()
    expect(await stranger.locator('h1').innerText()).toBe('ana in 2026')
    const card = await stranger
      .locator('.review-card')
      .evaluate((image) => Number(Reflect.get(image, 'naturalWidth')))
    expect(card).toBe(1200)
    const text = await stranger.locator('main').innerText()
    for (const secret of ['Flore', 'Louvre', 'Clinic', 'Breakfast', 'cough'])
      expect(text).not.toContain(secret)
    await page.getByRole('button', { name: 'Take it back' }).click()
    await page.getByRole('button', { name: 'Make a link' }).waitFor()
    expect((await stranger.goto(url))?.status()).toBe(404)
    expect((await stranger.goto(`${url}/card.png`))?.status()).toBe(404)
    await stranger.context().close()
  })
})
