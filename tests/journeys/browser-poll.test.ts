import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '#kit/open-browser.ts'
import { createPerson } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

async function signUp(name: string): Promise<Page> {
  const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
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

it('asks with a poll, answers one, and pins a post', { timeout: 300_000 }, async () => {
  const ana = await signUp('ana')
  await ana.keyboard.press('n')
  await ana.locator('.composer textarea').fill('Which way?')
  await ana.getByRole('button', { name: 'Add a poll' }).click()
  await ana.getByLabel('Option 1').fill('Over the hill')
  await ana.getByLabel('Option 2').fill('Along the river')
  await ana.keyboard.press('Control+Enter')
  const asked = ana.locator('article.post', { hasText: 'Which way?' }).first()
  await asked.locator('.poll-results', { hasText: 'Over the hill' }).waitFor()

  await asked.locator('.action-menu').click()
  await ana.getByRole('menuitem', { name: 'Pin to profile' }).click()

  const ben = await createPerson(server, 'ben')
  const { body: statuses } = await ben.get('/api/v1/timelines/public?local=true')
  const poll = { options: ['Bread', 'Cheese'], expires_in: 3600 }
  await ben.post('/api/v1/statuses', { status: 'What shall I bring?', poll })
  await ana.goto(`${server.origin}/local`)
  const question = ana.locator('article.post', { hasText: 'What shall I bring?' }).first()
  await question.getByLabel('Cheese').check()
  await question.getByRole('button', { name: 'Vote' }).click()
  await question.locator('.poll-results li', { hasText: 'Cheese' }).getByText('100 %').waitFor()
  const [own] = statuses as { id: string; account: { id: string } }[]
  const pinned = await ben.get(`/api/v1/accounts/${own?.account.id}/statuses?pinned=true`)
  expect(pinned.body.map((one: { id: string }) => one.id)).toEqual([own?.id])
})

it('keeps the poll when its text is edited', { timeout: 120_000 }, async () => {
  const eva = await signUp('eva')
  await eva.keyboard.press('n')
  await eva.locator('.composer textarea').fill('Tea or coffe?')
  await eva.getByRole('button', { name: 'Add a poll' }).click()
  await eva.getByLabel('Option 1').fill('Tea')
  await eva.getByLabel('Option 2').fill('Coffee')
  await eva.keyboard.press('Control+Enter')
  const asked = eva.locator('article.post', { hasText: 'Tea or coffe?' }).first()
  await asked.locator('.action-menu').click()
  await eva.getByRole('menuitem', { name: 'Edit' }).click()
  await eva.locator('.composer textarea').fill('Tea or coffee?')
  await eva.keyboard.press('Control+Enter')
  const edited = eva.locator('article.post', { hasText: 'Tea or coffee?' }).first()
  await edited.locator('.poll-results').waitFor()
  expect(await edited.locator('.poll-results li').allInnerTexts()).toEqual([
    expect.stringContaining('Tea'),
    expect.stringContaining('Coffee'),
  ])
})
