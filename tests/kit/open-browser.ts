import { existsSync } from 'node:fs'
import { type Browser, chromium as playwright } from 'playwright-core'

/** Flags of the package that would switch off what a browser protects, or put all into one process. */
const unwanted = new Set(['--single-process', '--disable-web-security', '--allow-running-insecure-content'])

/** A real Chromium from npm: no root, no Debian package, no download. */
export async function openBrowser(): Promise<Browser> {
  // Where the system has no NSS, the package unpacks its own libraries; it does so only when it believes to be there.
  if (!existsSync('/usr/lib/x86_64-linux-gnu/libnss3.so'))
    process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs22.x'
  const { default: chromium } = await import('@sparticuz/chromium')
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [
      ...chromium.args.filter((flag) => !unwanted.has(flag)),
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
    timeout: 120_000,
  })
}
