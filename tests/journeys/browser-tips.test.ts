import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '#kit/open-browser.ts'
import { createPerson, type Person } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { signInOnPhone } from '#kit/sign-in-on-phone.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let browser: Browser
let ana: Person
let flore: { readonly id: string }

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  ana = await createPerson(server, 'ana')
  await createPerson(server, 'ben')
  const venue = { name: 'Café de Flore', latitude: 48.854149, longitude: 2.332646 }
  flore = (await ana.post('/api/cairn/v1/places', venue)).body
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

const signIn = (username: string) => signInOnPhone(browser, server.origin, username)

it('lets people leave tips at a place, find them useful, and read them before they check in', {
  timeout: 300_000,
}, async () => {
  const page = await signIn('ana')
  await page.goto(`${server.origin}/places/${flore.id}`)
  await page.locator('.tips', { hasText: 'No tips yet' }).waitFor()
  await page.getByRole('button', { name: 'Leave a tip' }).click()
  await page.locator('.tip-form textarea').fill('Sit upstairs')
  await page.locator('.tip-form label', { hasText: 'Public' }).first().click()
  await page.getByRole('button', { name: 'Leave it here' }).click()
  await page.locator('.tip', { hasText: 'Sit upstairs' }).waitFor()
  // Its line for other servers is not shown twice.
  expect(await page.locator('.tip .content').textContent()).toBe('Sit upstairs')

  const other = await signIn('ben')
  await other.goto(`${server.origin}/places/${flore.id}`)
  await other.locator('.tip').getByRole('button', { name: 'Useful' }).click()
  await other.locator('.tip').getByRole('button', { name: 'Useful, for 1 person so far' }).waitFor()
  await other.goto(`${server.origin}/check-in?place=${flore.id}`)
  await other.locator('.tips-peek', { hasText: 'Sit upstairs' }).waitFor()
  await other.goto(`${server.origin}/global`)
  await other.locator('.post', { hasText: 'tip for' }).first().waitFor()
})

it('shows the photos from a place, each with its post, and none that is sensitive', {
  timeout: 120_000,
}, async () => {
  const publish = async (status: string, more: object = {}) => {
    const form = new FormData()
    const photo = await photoWithGps({ latitude: 48.85, longitude: 2.33 })
    form.set('file', new Blob([Uint8Array.from(photo)], { type: 'image/jpeg' }), 'photo.jpg')
    form.set('description', status)
    const media = (await ana.call('POST', '/api/v2/media', form)).body.id as string
    const post = { status, place_id: flore.id, visibility: 'public', media_ids: [media], ...more }
    return (await ana.post('/api/v1/statuses', post)).body as { readonly id: string }
  }
  await ana.post('/api/v1/statuses', { status: 'No photo', place_id: flore.id, visibility: 'public' })
  await publish('A dark corner', { sensitive: true })
  const { id } = await publish('The terrace')
  const listed = await ana.get(`/api/cairn/v1/places/${flore.id}/statuses?only_media=true`)
  expect(listed.body.map((post: { content: string }) => post.content)).toEqual([
    expect.stringContaining('The terrace'),
    expect.stringContaining('A dark corner'),
  ])
  const page = await signIn('ben')
  await page.goto(`${server.origin}/places/${flore.id}`)
  await page.locator('.place-photos img').first().waitFor()
  const alts = await page
    .locator('.place-photos img')
    .evaluateAll((all) => all.map((one) => one.getAttribute('alt')))
  expect(alts).toEqual(['The terrace'])
  await page.locator('.place-photos a').first().click()
  await page.waitForURL((url) => url.pathname.endsWith(id))
})
