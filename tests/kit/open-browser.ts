import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

/** Flags of the package that would switch off what a browser protects, or put all into one process. */
const unwanted = new Set(['--single-process', '--disable-web-security', '--allow-running-insecure-content'])

/** A real Chromium from npm: no root, no Debian package, no download. */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [
      ...chromium.args.filter((flag) => !unwanted.has(flag)),
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  })
}
