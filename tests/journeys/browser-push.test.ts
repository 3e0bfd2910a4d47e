import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '#kit/open-browser.ts'
import { createPerson, eventually, type Person } from '#kit/person.ts'
import { type PushService, startPushService } from '#kit/push-service.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let service: PushService
let browser: Browser
let page: Page
let ben: Person

beforeAll(async () => {
  ;[server, browser, service] = await Promise.all([startServer(), openBrowser(), startPushService()])
  ben = await createPerson(server, 'ben')
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' })
  await context.grantPermissions(['notifications'], { origin: server.origin })
  context.setDefaultTimeout(60_000)
  page = await context.newPage()
  await standForPushService(page, service.subscribe('/ana'))
  await page.goto(`${server.origin}/auth/sign-up`)
  await page.locator('input[name=username]').fill('ana')
  await page.locator('input[name=email]').fill('ana@example.org')
  await page.locator('input[name=password]').fill('a stone upon a stone')
  await page.locator('main button').first().click()
  await page.waitForURL(/\/home/)
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
  await service?.[Symbol.asyncDispose]()
})

/** A browser without its maker's push service: what it would answer is given, all else is real. */
async function standForPushService(on: Page, subscription: object): Promise<void> {
  await on.addInitScript((given) => {
    let subscribed = false
    const one = {
      ...given,
      toJSON: () => given,
      unsubscribe: async () => {
        subscribed = false
        return true
      },
    }
    const { prototype } = Reflect.get(globalThis, 'PushManager') as { prototype: object }
    const subscribe = async () => {
      subscribed = true
      return one
    }
    Object.assign(prototype, { subscribe, getSubscription: async () => (subscribed ? one : null) })
  }, subscription)
}

const kind = (name: string) => page.locator('.push-kinds label', { hasText: name }).locator('input')

it('is switched on, says of what, and wakes with what somebody did', { timeout: 120_000 }, async () => {
  await page.goto(`${server.origin}/settings`)
  await page.locator('#push label', { hasText: 'Tell me on this device' }).click()
  await kind('Mentions').waitFor()
  expect(await kind('Mentions').isChecked()).toBe(true)
  expect(await kind('Boosts').isChecked()).toBe(false)
  const saved = page.waitForResponse(
    (answer) => answer.url().endsWith('/push/subscription') && answer.request().method() === 'PUT',
  )
  await kind('Boosts').check()
  await saved
  await ben.post('/api/v1/statuses', { status: '@ana Come to the stone' })
  await eventually(async () => service.pushed.length > 0, 'the push')
  expect(service.pushed[0]?.message).toMatchObject({
    title: 'ben mentioned you',
    body: '@ana Come to the stone',
  })
  await page.reload()
  await kind('Boosts').waitFor()
  expect(await kind('Boosts').isChecked()).toBe(true)
})

it('shows what it is woken with, also when that cannot be read', { timeout: 120_000 }, async () => {
  const cdp = await page.context().newCDPSession(page)
  const registered = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const found = registrations.find((one) => !one.isDeleted)
      if (found) resolve(found.registrationId)
    })
  })
  await cdp.send('ServiceWorker.enable')
  const wake = async (data: string) =>
    cdp.send('ServiceWorker.deliverPushMessage', {
      origin: server.origin,
      registrationId: await registered,
      data,
    })
  // This browser has no desktop to show anything on: what would be shown is written down.
  const [worker] = page.context().serviceWorkers()
  if (!worker) throw new Error('No service worker runs.')
  const shown = () =>
    worker.evaluate(() => Reflect.get(globalThis, 'shown') as { title: string; tag?: string }[])
  await worker.evaluate(() => {
    const list: object[] = []
    Reflect.set(globalThis, 'shown', list)
    const showNotification = async (title: string, options: object) => void list.push({ title, ...options })
    Object.assign(Reflect.get(globalThis, 'registration') as object, { showNotification })
  })
  await wake(JSON.stringify(service.pushed[0]?.message))
  await wake('no JSON')
  await eventually(async () => (await shown()).length === 2, 'the news')
  const { notification_id: id, icon } = service.pushed[0]?.message ?? {}
  expect(await shown()).toEqual([
    // Browsers show news of one tag once.
    { title: 'ben mentioned you', body: '@ana Come to the stone', icon, tag: `notification-${id}` },
    { title: 'Cairn', body: '' },
  ])
})

it('wakes nobody once it is off', { timeout: 120_000 }, async () => {
  await page.goto(`${server.origin}/settings`)
  await page.locator('#push label', { hasText: 'Tell me on this device' }).click()
  await page.locator('.push-kinds').waitFor({ state: 'detached' })
  const token = await page.evaluate(() => JSON.parse(localStorage.getItem('cairn:token') ?? '""') as string)
  const answer = await fetch(`${server.origin}/api/v1/push/subscription`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(answer.status).toBe(404)
})

it('picks emoji of Unicode by what people call them', { timeout: 120_000 }, async () => {
  await page.goto(`${server.origin}/compose`)
  await page.locator('.composer-text').fill('Up ')
  await page.locator('button[aria-label="Emoji"]').click()
  await page.locator('.emoji-tabs button').nth(3).click()
  await page.locator('.emoji-picker input').fill('rocket')
  await page.locator('.emoji-grid button[aria-label="rocket"]').click()
  expect(await page.locator('.composer-text').inputValue()).toContain('🚀')
})
