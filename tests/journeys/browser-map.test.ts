import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '#kit/open-browser.ts'
import { writePaperTown } from '#kit/paper-town.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

const here = { latitude: 48.85431, longitude: 2.33297, accuracy: 20 }

let server: TestServer
let browser: Browser
let page: Page
const asked: URL[] = []
const complaints: string[] = []

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  const context = await browser.newContext({
    geolocation: here,
    permissions: ['geolocation'],
    viewport: { width: 1280, height: 900 },
  })
  page = await context.newPage()
  page.on('request', (request) => asked.push(new URL(request.url())))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${server.origin}/auth/sign-up`)
  await page.locator('input[name=username]').fill('ana')
  await page.locator('input[name=email]').fill('ana@example.org')
  await page.locator('input[name=password]').fill('a stone upon a stone')
  await page.locator('main button').first().click()
  await page.waitForURL(/\/home/)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

const tiles = () => asked.filter(({ pathname }) => pathname.startsWith('/basemap/tiles/'))
const credit = () => page.locator('.map-credit').first()

it('draws the coasts alone where the operator has put no streets', { timeout: 60_000 }, async () => {
  await page.goto(`${server.origin}/check-in`)
  await page.locator('.maplibregl-canvas').first().waitFor()
  await page.waitForResponse(/basemap\/countries\.json/)
  expect((await credit().textContent())?.trim()).toBe('Map data: Natural Earth')
  expect(tiles()).toEqual([])
})

it("draws the streets of the operator's file, credits them, and asks nobody else", {
  timeout: 60_000,
}, async () => {
  await writeFile(join(server.dataDir, 'basemap.pmtiles'), writePaperTown(here))
  const drawn = page.waitForResponse(
    (response) => /\/basemap\/tiles\/\w+\/14\//.test(response.url()) && response.ok(),
  )
  // Not from the cache, which knows for five minutes that there is no file.
  await page.route('**/basemap/tiles.json', (route) =>
    route.continue({ headers: { 'cache-control': 'no-cache' } }),
  )
  await page.goto(`${server.origin}/check-in`)
  await drawn
  await page.locator('.map-credit a').first().waitFor()
  expect(await page.locator('.map-credit a').first().getAttribute('href')).toBe(
    'https://town.example/licence',
  )
  expect(await credit().textContent()).toBe('© The paper townMap data: Natural Earth')
  expect(asked.filter(({ protocol, origin }) => protocol === 'http:' && origin !== server.origin)).toEqual([])
  expect(asked.filter(({ protocol }) => protocol === 'https:')).toEqual([])
  expect(complaints).toEqual([])
})
