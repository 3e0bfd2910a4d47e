import { gps } from 'exifr'
import type { Browser, Page } from 'playwright-core'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '#kit/open-browser.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

/** Where the phone and the photo say they are: to be found nowhere afterwards. */
const phone = { latitude: 48.85431, longitude: 2.33297, accuracy: 20 }
const photo = { latitude: 48.85427, longitude: 2.33301 }
const secrets = ['48.85431', '2.33297', '48.85427', '2.33301']

let server: TestServer
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startServer(), openBrowser()])
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

/** Signs somebody up through the form and ends on the client's home. */
async function signUp(name: string): Promise<Page> {
  const context = await browser.newContext({
    geolocation: phone,
    permissions: ['geolocation'],
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
  })
  context.setDefaultTimeout(45_000)
  const page = await context.newPage()
  await page.goto(`${server.origin}/auth/sign-up`)
  await page.locator('input[name=username]').fill(name)
  await page.locator('input[name=email]').fill(`${name}@example.org`)
  await page.locator('input[name=password]').fill('a stone upon a stone')
  await page.locator('main button').first().click()
  await page.waitForURL(/\/home/)
  await page.locator('main h1').waitFor({ state: 'attached' })
  return page
}

const post = (page: Page, text: string) => page.locator('article.post', { hasText: text }).first()

it('takes two people from signing up to a check-in with a photo that keeps its secrets', {
  timeout: 300_000,
}, async () => {
  const ana = await signUp('ana')
  const ben = await signUp('ben')

  // Ben asks to follow Ana, who approves followers, as new people do.
  await ben.goto(`${server.origin}/@ana`)
  const asked = ben.waitForResponse((response) => response.url().endsWith('/follow'))
  await ben
    .locator('.profile button', { hasText: /follow/i })
    .first()
    .click()
  // Her list of requests does not change while she looks at it.
  await asked
  await ana.goto(`${server.origin}/follow-requests`)
  await ana.locator('.account-row', { hasText: 'ben' }).getByRole('button').first().click()

  await ana.goto(`${server.origin}/home`)
  await ana.locator('main h1').waitFor({ state: 'attached' })
  await ana.keyboard.press('n')
  await ana.locator('.composer textarea').fill('First stone')
  await ana.keyboard.press('Control+Enter')
  await post(ana, 'First stone').waitFor()

  // She creates the venue where she is, and checks in there with a photo from her phone.
  await ana.goto(`${server.origin}/check-in`)
  await ana.locator('.create-place').click()
  await ana.locator('input[required]').fill('Café de Flore')
  await ana
    .locator('select')
    .first()
    .selectOption({ label: 'Café' })
    .catch(() => ana.locator('select').first().selectOption({ index: 1 }))
  await ana.locator('.map-pin').waitFor()
  await ana.locator('button[type=submit]').click()
  await ana.locator('.checkin-form h2', { hasText: 'Café de Flore' }).waitFor()
  await ana.locator('.checkin-form input[type=file]').setInputFiles({
    name: 'photo.jpg',
    mimeType: 'image/jpeg',
    buffer: await photoWithGps(photo),
  })
  await ana.locator('.checkin-form textarea').fill('Flat white')
  await ana.locator('.choice', { hasText: 'Public' }).last().click()
  await ana.locator('.tray-progress').waitFor({ state: 'detached' })
  await ana.locator('.checkin-submit').click()
  await ana.waitForURL(/home/)

  for (const feed of ['home', 'local', 'global']) {
    await ben.goto(`${server.origin}/${feed}`)
    await post(ben, 'Flat white').locator('.place-card', { hasText: 'Café de Flore' }).waitFor()
  }
  await post(ben, 'Flat white').locator('.place-link').click()
  await ben.locator('.place-page').waitFor()
  await post(ben, 'Flat white').waitFor()

  // What she tells later is there for nobody before.
  await ana.goto(`${server.origin}${new URL(ben.url()).pathname}`)
  await ana
    .locator('.place-page a[href*="/check-in"], .place-page button', { hasText: 'Check in' })
    .first()
    .click()
  await ana.locator('.checkin-form textarea').fill('Croissant')
  await ana.getByLabel('When they learn of it').selectOption({ label: 'In two hours' })
  await ana.locator('.checkin-submit').click()
  await ana.waitForURL(/home/)
  await ana.goto(`${server.origin}/home`)
  await post(ana, 'Flat white').waitFor()
  expect(await post(ana, 'Croissant').count()).toBe(0)

  // What is served, stored and written holds neither position.
  const address = await post(ben, 'Flat white')
    .locator('.media-grid img, .media-open img')
    .first()
    .getAttribute('src')
  const served = await fetch(new URL(address ?? '', server.origin)).then((answer) => answer.arrayBuffer())
  expect(await gps(Buffer.from(served)).catch(() => undefined)).toBeUndefined()
  const dump = await dumpDatabase(server.databaseUrl ?? '')
  const written = `${dump}${server.log()}`
  expect(secrets.filter((secret) => written.includes(secret))).toEqual([])
})

/** Every row of every table as text. */
async function dumpDatabase(url: string): Promise<string> {
  const sql = postgres(url, { max: 1 })
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1
  `
  const rows: string[] = []
  for (const { name } of tables) {
    const found = await sql<{ row: string }[]>`select row_to_json(t)::text as row from ${sql(name)} as t`
    rows.push(...found.map(({ row }) => row))
  }
  await sql.end()
  return rows.join('\n')
}
