import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '#kit/open-browser.ts'
import { createPerson, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { openDatabase } from '#platform/db/index.ts'

let server: TestServer
let browser: Browser
let ana: Person
let ben: Person
let lyon: string

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  ana = await createPerson(server, 'ana')
  ben = await createPerson(server, 'ben')
  await ana.post(`/api/v1/accounts/${ben.id}/follow`)
  await ben.post(`/api/v1/accounts/${ana.id}/follow`)
  for (const person of [ana, ben])
    await person.call('PUT', '/api/cairn/v1/checkin_preferences', { crossings: true })
  const town = { name: 'Lyon', latitude: 45.7485, longitude: 4.8467 }
  lyon = (await ana.post('/api/cairn/v1/places', town)).body.id
  await using db = openDatabase(server.databaseUrl ?? '', { maxConnections: 1 })
  await db.sql`update places set kind = 'town', category = 'place=city', population = 500000 where id = ${lyon}`
}, 300_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

it('plans a trip, and shows who will be there, too', { timeout: 300_000 }, async () => {
  await ben.post('/api/cairn/v1/trips', {
    place_id: lyon,
    starts_on: inDays(12),
    ends_on: inDays(20),
    shared: true,
  })
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  await page.goto(`${server.origin}/auth/sign-in?return_to=/journal`)
  await page.locator('input[name=login]').fill('ana')
  await page.locator('input[name=password]').fill('correct horse battery')
  await page.locator('main button').first().click()
  const trips = page.locator('#trips')
  await trips.getByRole('button', { name: 'Plan a trip' }).click()
  await trips.locator('input[type=search]').fill('Lyon')
  await trips.locator('.place-choice', { hasText: 'Lyon' }).click()
  await trips.getByLabel('From').fill(inDays(10))
  await trips.getByLabel('Until').fill(inDays(14))
  await trips.locator('label', { hasText: 'Friends who will be there' }).click()
  await trips.getByRole('button', { name: 'Plan it' }).click()
  await trips.locator('.trip-friend', { hasText: 'ben' }).waitFor()
  await trips.getByRole('button', { name: 'Take the trip to Lyon away' }).click()
  await trips.locator('.journal-list li').waitFor({ state: 'detached' })
  expect((await ana.get('/api/cairn/v1/trips')).body).toEqual([])
})
