import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import postgres from 'postgres'
import sharp from 'sharp'
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

/** With CAIRN_SHOTS: keeps how the page looks, on a phone and a desk, by day and by night. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['CAIRN_SHOTS']
  if (!folder) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const [size, width, height] of [
      ['phone', 390, 800],
      ['desk', 1280, 860],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.screenshot({ path: `${folder}/${name}-${size}-${colorScheme}.png` })
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 390, height: 800 })
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

it('shows what is going on, and whom to follow', { timeout: 120_000 }, async () => {
  await ben.call('PATCH', '/api/v1/accounts/update_credentials', { indexable: true })
  await publish('Maples are red #kyoto')
  const sql = postgres(server.databaseUrl ?? '', { max: 1 })
  await sql`insert into trends (kind, subject, score) values ('tag', 'kyoto', 9)`
  await sql.end()

  await ana.goto(`${server.origin}/search`)
  await ana.locator('.empty', { hasText: 'No post stands out' }).waitFor()
  await ana.getByRole('link', { name: 'Tags', exact: true }).click()
  const tag = ana.locator('.tag-row', { hasText: '#kyoto' })
  await tag.getByText('1 person in two days').waitFor()
  await tag.getByRole('button', { name: 'Follow #kyoto' }).click()
  await tag.getByText('Following').waitFor()
  await shoot(ana, 'tags')

  await ana.getByRole('link', { name: 'People', exact: true }).click()
  await ana.locator('.account-row', { hasText: '@ben' }).first().waitFor()
  expect(await findBarriers(ana)).toEqual([])
  await shoot(ana, 'people')

  await ana.getByText('Narrow it down').click()
  await ana.locator('.search-hints button', { hasText: 'from:bob' }).click()
  await ana.getByRole('searchbox').pressSequentially('ben maples')
  await post('Maples are red').waitFor()
  await shoot(ana, 'search')

  await ana.goto(`${server.origin}/followed-tags`)
  await ana.locator('.tag-row', { hasText: '#kyoto' }).getByText('Following').waitFor()
})

it('makes a list, puts somebody on it, and shows live what they write', { timeout: 120_000 }, async () => {
  await ana.goto(`${server.origin}/@ben`)
  await ana.getByRole('button', { name: 'Follow', exact: true }).click()
  await ana.locator('.profile .following').waitFor()

  await ana.goto(`${server.origin}/lists`)
  await ana.getByLabel('Name of a new list').fill('Walkers')
  await ana.getByRole('button', { name: 'Make' }).click()
  await ana.getByRole('link', { name: 'Edit Walkers' }).click()
  await ana.getByLabel('Find somebody you follow').fill('be')
  await ana.getByRole('button', { name: 'Add @ben' }).click()
  await ana.getByRole('button', { name: 'Take off @ben' }).waitFor()
  await ana.getByLabel('Keep its members out of home.').check()
  await ana.getByLabel('Replies are shown').selectOption({ label: 'not at all' })
  await expect
    .poll(async () => (await own('/api/v1/lists'))[0])
    .toMatchObject({ title: 'Walkers', exclusive: true, replies_policy: 'none' })
  expect(await findBarriers(ana)).toEqual([])
  await shoot(ana, 'list-edit')

  await ana.getByRole('link', { name: 'Show the list' }).click()
  await ana.locator('main h1', { hasText: 'Walkers' }).waitFor()
  await publish('On the ridge')
  await post('On the ridge').waitFor()
  await shoot(ana, 'list')
  await ana.goto(`${server.origin}/lists?for=ben`)
  expect(await ana.getByLabel('Walkers').isChecked()).toBe(true)
})

it('quotes a post with an emoji of this server', { timeout: 120_000 }, async () => {
  const picture = join(server.dataDir, 'stone.png')
  await sharp({ create: { width: 32, height: 32, channels: 3, background: '#7a4' } })
    .png()
    .toFile(picture)
  await server.cairn('emoji', 'add', '--shortcode', 'stone', '--file', picture, '--category', 'Hills')
  await publish('Worth repeating')
  await ana.goto(`${server.origin}/local`)
  await post('Worth repeating').locator('.action-menu').click()
  await ana.getByRole('menuitem', { name: 'Quote', exact: true }).click()
  await ana.locator('.composer textarea').fill('So it is')
  await ana.getByRole('button', { name: 'Emoji', exact: true }).click()
  await ana.getByRole('searchbox', { name: 'Search emoji' }).fill('sto')
  await ana.getByRole('group', { name: 'Hills' }).getByRole('button', { name: 'stone' }).click()
  expect(await findBarriers(ana)).toEqual([])
  await shoot(ana, 'quote-write')
  await ana.locator('.composer textarea').press('Control+Enter')
  const quoting = post('So it is')
  await quoting.locator('.quote', { hasText: 'Worth repeating' }).waitFor()
  await quoting.locator('img.emoji[title=":stone:"]').waitFor()
  await shoot(ana, 'quote')
})

it('warns before posts with words that somebody does not want to read', { timeout: 120_000 }, async () => {
  await ana.goto(`${server.origin}/filters`)
  await ana.getByRole('button', { name: 'Make a filter' }).click()
  await ana.getByLabel('Name of the filter').fill('Spoilers')
  await ana.getByLabel('Word 1', { exact: true }).fill('butler')
  await ana.getByLabel('It ends').selectOption({ label: 'in 1 day' })
  expect(await findBarriers(ana)).toEqual([])
  await shoot(ana, 'filter')
  await ana.getByRole('button', { name: 'Save' }).click()
  await ana.locator('.filter', { hasText: 'butler' }).waitFor()
  await publish('It was the butler')
  await ana.goto(`${server.origin}/local`)
  await ana.locator('.filtered', { hasText: 'Filtered: Spoilers' }).waitFor()
  expect(await post('It was the butler').count()).toBe(0)
  await ana.getByRole('button', { name: 'Show anyway' }).click()
  await post('It was the butler').waitFor()
})

it('publishes later what is scheduled, unless it is deleted before', { timeout: 120_000 }, async () => {
  await ana.goto(`${server.origin}/home`)
  await ana.locator('main h1').waitFor({ state: 'attached' })
  await ana.keyboard.press('n')
  await ana.locator('.composer textarea').fill('Good morning, later')
  await ana.getByRole('button', { name: 'Publish later' }).click()
  await ana.getByRole('button', { name: 'Schedule', exact: true }).click()
  await ana.getByRole('button', { name: 'View' }).click()
  const waiting = ana.locator('.waiting', { hasText: 'Good morning, later' })
  await waiting.waitFor()
  const [scheduled] = (await own('/api/v1/scheduled_statuses')) as { scheduled_at: string }[]
  expect(Date.parse(scheduled?.scheduled_at ?? '')).toBeGreaterThan(Date.now() + 3_600_000)
  expect(await findBarriers(ana)).toEqual([])
  await shoot(ana, 'scheduled')
  await waiting.getByRole('button', { name: 'Delete it' }).click()
  await waiting.waitFor({ state: 'detached' })
  expect(await own('/api/v1/scheduled_statuses')).toEqual([])
})

/** What the API answers Ana. */
async function own(path: string): Promise<unknown[]> {
  const token = await ana.evaluate(() => JSON.parse(localStorage.getItem('cairn:token') ?? 'null') as string)
  const answer = await fetch(server.origin + path, { headers: { authorization: `Bearer ${token}` } })
  return (await answer.json()) as unknown[]
}
