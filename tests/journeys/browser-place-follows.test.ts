import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '#kit/open-browser.ts'
import { createPerson, eventually, type Person } from '#kit/person.ts'
import { signInOnPhone } from '#kit/sign-in-on-phone.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let browser: Browser
let ana: Person
let ben: Person
let flore: { readonly id: string }

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  ana = await createPerson(server, 'ana')
  ben = await createPerson(server, 'ben')
  const venue = { name: 'Café de Flore', latitude: 48.854149, longitude: 2.332646 }
  flore = (await ana.post('/api/cairn/v1/places', venue)).body
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

const signIn = (username: string) =>
  signInOnPhone(browser, server.origin, username, {
    geolocation: { latitude: 48.8542, longitude: 2.3327 },
    permissions: ['geolocation'],
  })

async function homeOf(person: Person): Promise<string> {
  return JSON.stringify((await person.get('/api/v1/timelines/home')).body)
}

it('lets people follow a place and its neighbourhood, and hear at home who checks in', {
  timeout: 240_000,
}, async () => {
  const page = await signIn('ana')
  await page.goto(`${server.origin}/places/${flore.id}`)
  await page.getByRole('button', { name: 'Follow this place' }).click()
  await page.getByRole('button', { name: /Following$/ }).waitFor()
  // It is still so when the page comes again.
  await page.reload()
  await page.getByRole('button', { name: /Following$/ }).waitFor()
  await ben.post('/api/v1/statuses', { place_id: flore.id, status: 'First coffee', visibility: 'public' })
  await eventually(async () => (await homeOf(ana)).includes('First coffee'), 'the boost of the place')

  await page.getByRole('button', { name: /Following$/ }).click()
  await page.getByRole('button', { name: 'Follow', exact: true }).waitFor()
  await page.goto(`${server.origin}/near`)
  await page.getByRole('button', { name: 'Use my position' }).click()
  await page.getByRole('button', { name: 'Follow this neighbourhood' }).click()
  await page.getByRole('button', { name: /Following$/ }).waitFor()
  await ben.post('/api/v1/statuses', { place_id: flore.id, status: 'Second coffee', visibility: 'public' })
  await eventually(
    async () => (await homeOf(ana)).includes('Second coffee'),
    'the boost of the neighbourhood',
  )
})

it('shows what came of a press though an older answer comes later', { timeout: 240_000 }, async () => {
  const venue = { name: 'Les Deux Magots', latitude: 48.854, longitude: 2.3331 }
  const { id } = (await ben.post('/api/cairn/v1/places', venue)).body as { id: string }
  const page = await signIn('ana')
  await page.goto(`${server.origin}/places/${id}`)
  const button = page.getByRole('button', { name: 'Follow this place' })
  await button.waitFor()
  const pressed = page.waitForResponse((response) => response.url().endsWith('/follow'))
  await page.route(/accounts\/relationships/, async (route) => {
    const early = await route.fetch()
    await pressed
    await route.fulfill({ response: early, json: [{ ...(await early.json())[0], following: false }] })
  })
  const late = page.waitForResponse((response) => response.url().includes('/relationships'))
  await button.click()
  await (await late).finished()
  await page.getByRole('button', { name: /Following$/ }).waitFor()
  // One more turn of the page, in which the late answer would have been drawn.
  await page.evaluate('new Promise(requestAnimationFrame)')
  expect(await page.getByRole('button', { name: /Following$/ }).count()).toBe(1)
})

it('tells a check-in that waits as soon as its author has left', { timeout: 240_000 }, async () => {
  const page = await signIn('ana')
  await page.goto(`${server.origin}/check-in?place=${flore.id}`)
  await page.locator('.checkin-form textarea').fill('Told when I go')
  await page.getByLabel('When they learn of it').selectOption({ label: 'When I leave' })
  await page.locator('.checkin-submit').click()
  await page.getByRole('button', { name: 'See it' }).click()
  await page.locator('.waiting', { hasText: 'Check-in at Café de Flore' }).waitFor()
  expect(await homeOf(ana)).not.toContain('Told when I go')
  await page.getByRole('button', { name: 'I have left: tell it now' }).click()
  await page.locator('.waiting').waitFor({ state: 'detached' })
  await eventually(async () => (await homeOf(ana)).includes('Told when I go'), 'the check-in')
})

it('has the browser itself save the archive', { timeout: 240_000 }, async () => {
  const page = await signIn('ana')
  await page.goto(`${server.origin}/settings`)
  await page.getByRole('button', { name: 'Make an archive' }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: /Save the archive/ }).click()
  const saved = await saving
  expect(saved.suggestedFilename()).toMatch(/^archive-.+\.zip$/)
  expect(saved.url()).toContain('/api/cairn/v1/takeout_files/')
  const bytes = await readFile(await saved.path())
  expect(bytes.subarray(0, 2).toString()).toBe('PK')
})
