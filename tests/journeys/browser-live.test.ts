import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '#kit/open-browser.ts'
import { createPerson, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let browser: Browser
let ben: Person
let ana: Page

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
  ben = await createPerson(server, 'ben')
  ana = await signUp('ana')
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

async function signUp(name: string): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 390, height: 800 } })
  const page = await context.newPage()
  page.setDefaultTimeout(45_000)
  await page.goto(`${server.origin}/auth/sign-up`)
  await page.locator('input[name=username]').fill(name)
  await page.locator('input[name=email]').fill(`${name}@example.org`)
  await page.locator('input[name=password]').fill('a stone upon a stone')
  await page.locator('main button').first().click()
  await page.waitForURL(/\/home/)
  await page.locator('main h1').waitFor({ state: 'attached' })
  return page
}

/** What keeps people from using the page as it stands (WCAG 2.2 AA), by axe. The page's own policy forbids added scripts. */
async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)
}

const post = (text: string) => ana.locator('article.post', { hasText: text }).first()
const publish = async (status: string): Promise<{ id: string }> =>
  (await ben.post('/api/v1/statuses', { status })).body

it('shows what others write, change and delete, and catches up after the server was away', {
  timeout: 240_000,
}, async () => {
  await ana.goto(`${server.origin}/local`)
  await ana.locator('.empty').waitFor()
  const first = await publish('At the top of the page')
  await post('At the top of the page').waitFor()

  await ben.call('PUT', `/api/v1/statuses/${first.id}`, { status: 'At the very top' })
  await post('At the very top').waitFor()

  // Who stands on a post is not moved away from it.
  await post('At the very top').focus()
  const gone = await publish('Written in haste')
  await publish('Meanwhile')
  await ana.getByRole('button', { name: '2 new posts' }).waitFor()
  await ben.call('DELETE', `/api/v1/statuses/${gone.id}`)
  await ana.getByRole('button', { name: '1 new post' }).waitFor()
  expect(await post('Meanwhile').count()).toBe(0)
  await ana.keyboard.press('.')
  await post('Meanwhile').waitFor()

  await server.kill()
  await ana.locator('.away', { hasText: 'does not answer' }).waitFor()
  await server.start()
  await publish('After the storm')
  // She stands on the post still.
  await ana.getByRole('button', { name: '1 new post' }).click()
  await post('After the storm').waitFor()
  await ana.locator('.away:empty').waitFor({ state: 'attached' })
})

it('counts and lists notifications as they come', { timeout: 120_000 }, async () => {
  const unread = ana.locator('.bottom .badge')
  expect(await unread.count()).toBe(0)
  await publish('@ana Come and look')
  await unread.getByText('1 unread').waitFor({ state: 'attached' })
  expect(await ana.title()).toMatch(/^\(1\) /)
  await ana.locator('.bottom a', { has: ana.locator('.badge') }).click()
  await ana.locator('.notification', { hasText: 'Come and look' }).waitFor()
  await unread.waitFor({ state: 'detached' })
  await publish('@ana And listen')
  await ana.locator('.notification', { hasText: 'And listen' }).waitFor()
  await unread.waitFor({ state: 'detached' })
  expect(await findBarriers(ana)).toEqual([])
})
