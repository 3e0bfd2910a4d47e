import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { personPassword } from './let-app-in.ts'

/** A phone's browser of its own, in which one of `createPerson` has signed in and sees their home. */
export async function signInOnPhone(
  browser: Browser,
  origin: string,
  username: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const phone = { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' } as const
  const context = await browser.newContext({ ...phone, ...options })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  await page.goto(`${origin}/auth/sign-in?return_to=/home`)
  await page.locator('input[name=login]').fill(username)
  await page.locator('input[name=password]').fill(personPassword)
  await page.locator('main button').first().click()
  await page.waitForURL(/\/home/)
  await page.locator('main h1').waitFor({ state: 'attached' })
  return page
}
