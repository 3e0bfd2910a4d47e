import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '#kit/open-browser.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let browser: Browser
let page: Page

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  const context = await browser.newContext({
    geolocation: { latitude: 48.8543, longitude: 2.333 },
    permissions: ['geolocation'],
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
  })
  context.setDefaultTimeout(45_000)
  page = await context.newPage()
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

const linksIn = (selector: string) =>
  page
    .locator(`${selector} a[href^="/"]`)
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))

/** Every address that the client offers by itself, on wide screens and on phones. */
async function listEntries(): Promise<Set<string>> {
  await page.locator('.side a[href="/near"]').waitFor()
  const entries = new Set(await linksIn('.side'))
  await page.goto(`${server.origin}/settings`)
  await page.locator('.settings-links a').first().waitFor()
  for (const path of await linksIn('main')) entries.add(path.split('#')[0] ?? path)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${server.origin}/home`)
  await page.locator('.bottom').waitFor()
  for (const path of await linksIn('.bottom')) entries.add(path)
  await page.locator('.top-bar').getByRole('button', { name: 'More pages' }).click()
  const more = await page.getByRole('menuitem').count()
  for (let index = 0; index < more; index++) {
    if (index > 0) await page.locator('.top-bar').getByRole('button', { name: 'More pages' }).click()
    await page.getByRole('menuitem').nth(index).click()
    await page.waitForURL((url) => url.pathname !== '/home')
    entries.add(new URL(page.url()).pathname)
    await page.goBack()
    await page.locator('.top-bar').waitFor()
  }
  return entries
}

it('has an address for every entry of its navigation, which can be loaded by itself', {
  timeout: 240_000,
}, async () => {
  const entries = await listEntries()
  expect([...entries]).toEqual(
    expect.arrayContaining(['/home', '/near', '/search', '/journal', '/check-in', '/scheduled', '/filters']),
  )
  const broken: string[] = []
  for (const path of [...entries, '/explore', '/journal/2026', '/journal/2026-11-24']) {
    const answer = await page.goto(server.origin + path)
    const heading = page.locator('main h1').first()
    await heading.waitFor({ state: 'attached' })
    const isThere = answer?.status() === 200 && new URL(page.url()).pathname === path
    if (!isThere || (await heading.innerText()).trim() === '') broken.push(path)
  }
  expect(broken).toEqual([])
})

it('keeps what one types where it is, on the page that is called Explore', { timeout: 60_000 }, async () => {
  await page.goto(`${server.origin}/explore`)
  const box = page.locator('input[type=search]')
  await box.pressSequentially('cafe')
  await page.waitForURL(/\/explore\?q=cafe/)
  expect(await box.evaluate((input) => input === input.ownerDocument.activeElement)).toBe(true)
  await page.reload()
  expect(await page.locator('input[type=search]').inputValue()).toBe('cafe')
})

it('cuts no placeholder on a small phone', { timeout: 60_000 }, async () => {
  await page.setViewportSize({ width: 360, height: 740 })
  const cut: string[] = []
  for (const path of ['/check-in', '/near', '/search']) {
    await page.goto(server.origin + path)
    await page.locator('main input[placeholder]').first().waitFor()
    if (path === '/check-in') await page.locator('.checkin-accuracy').waitFor()
    const found = await page.locator('main input[placeholder]').evaluateAll((inputs) =>
      inputs.flatMap((input) => {
        const view = input.ownerDocument.defaultView
        const style = view?.getComputedStyle(input)
        const context = input.ownerDocument.createElement('canvas').getContext('2d')
        if (!style || !context) return []
        context.font = style.font
        const text = input.getAttribute('placeholder') ?? ''
        const room =
          input.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight)
        return context.measureText(text).width > room ? [text] : []
      }),
    )
    cut.push(...found)
  }
  expect(cut).toEqual([])
})

it('leads to a part of a page, by its contents and by the address', async () => {
  const isInView = (id: string) =>
    expect
      .poll(
        async () => {
          const box = await page.locator(id).boundingBox()
          return box !== null && box.y >= -1 && box.y < 450
        },
        { timeout: 30_000 },
      )
      .toBe(true)
  await page.goto(`${server.origin}/settings#take`)
  await isInView('#take')
  await page.locator('.contents a[href="/settings#check-ins"]').click()
  await isInView('#check-ins')
})
