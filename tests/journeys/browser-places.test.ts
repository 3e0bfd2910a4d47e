import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '#kit/open-browser.ts'
import { createPerson, type Person } from '#kit/person.ts'
import { signInOnPhone } from '#kit/sign-in-on-phone.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let browser: Browser
let ana: Person

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  ana = await createPerson(server, 'ana')
  await createPerson(server, 'mona', { role: 'moderator' })
  await createPerson(server, 'ben')
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

const signIn = (username: string) => signInOnPhone(browser, server.origin, username)

async function addVenue(name: string, longitude: number): Promise<{ id: string }> {
  const venue = { name, latitude: 48.8543, longitude, force: true }
  return (await ana.post('/api/cairn/v1/places', venue)).body
}

async function choose(page: Page, entry: string): Promise<void> {
  await page.locator('button[aria-label="More about this place"]').click()
  await page.getByRole('menuitem', { name: entry }).click()
}

it('lets the creator correct a place, and shows what changed', { timeout: 150_000 }, async () => {
  const { id } = await addVenue('Cafe Flor', 2.333)
  const page = await signIn('ana')
  await page.goto(`${server.origin}/places/${id}`)
  await choose(page, 'Correct it')
  await page.locator('dialog input').first().fill('Café de Flore')
  await page.locator('dialog button[type=submit]').click()
  await page.locator('h1', { hasText: 'Café de Flore' }).waitFor()
  await choose(page, 'History')
  await page.locator('.place-history li li', { hasText: 'Name: Cafe Flor → Café de Flore' }).waitFor()
  expect(await page.locator('.place-history a').textContent()).toBe('@ana')
})

it('takes a report, and tells moderators, who merge what is there twice', { timeout: 240_000 }, async () => {
  const twice = await addVenue('Le Double', 2.334)
  const single = await addVenue('Double', 2.3345)
  const page = await signIn('ana')
  await page.goto(`${server.origin}/places/${twice.id}`)
  await choose(page, 'Report it')
  await page.locator('dialog label', { hasText: 'It is there twice' }).click()
  await page.locator('dialog .place-choice', { has: page.locator('strong', { hasText: /^Double$/ }) }).click()
  await page.locator('dialog button[type=submit]').click()
  await page.locator('dialog').waitFor({ state: 'detached' })

  const staff = await signIn('mona')
  await staff.goto(`${server.origin}/notifications`)
  await staff.locator('.notification-excerpt', { hasText: 'Reported places' }).click()
  const report = staff.locator('.place-reports li', { hasText: 'Le Double' })
  await report.locator('button', { hasText: 'Merge it' }).click()
  await report.locator('button', { hasText: 'Merge for good' }).click()
  await report.waitFor({ state: 'detached' })
  expect((await ana.get(`/api/cairn/v1/places/${twice.id}`)).body).toMatchObject({ id: single.id })
})

it('shows people who do not moderate nothing of it', { timeout: 150_000 }, async () => {
  const { id } = await addVenue('Not theirs', 2.335)
  const page = await signIn('ben')
  await page.goto(`${server.origin}/places/${id}`)
  await page.locator('button[aria-label="More about this place"]').click()
  const entries = await page.getByRole('menuitem').allTextContents()
  expect(entries).toEqual(['Report it', 'History'])
  await page.goto(`${server.origin}/place-reports`)
  await page.locator('main', { hasText: 'Sign out and in again' }).waitFor()
})
