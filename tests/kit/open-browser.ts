import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium as playwright } from 'playwright-core'

/** Flags of the package that would switch off what a browser protects, or put all into one process. */
const unwanted = new Set(['--single-process', '--disable-web-security', '--allow-running-insecure-content'])
const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url))

/** A real Chromium from npm: no root, no Debian package, no download. */
export async function openBrowser(): Promise<Browser> {
  // Where the system has no NSS, the package unpacks its own libraries; it does so only when it believes to be there.
  if (!existsSync('/usr/lib/x86_64-linux-gnu/libnss3.so'))
    process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs22.x'
  const home = await unpackedBrowser()
  const { default: chromium } = await import('@sparticuz/chromium')
  return playwright.launch({
    executablePath: join(home, 'chromium'),
    env: {
      ...process.env,
      FONTCONFIG_FILE: await describeFonts(home),
      LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
    },
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

/**
 * The package's own description names only folders of the machine that it was made for: elsewhere there is no font at
 * all, and the browser ends at its first text.
 */
async function describeFonts(home: string): Promise<string> {
  const path = join(home, 'cairn-fonts.conf')
  await writeFile(
    path,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(home, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`,
  )
  return path
}

/**
 * The folder of the unpacked browser, one for each version and user. The package itself unpacks into the temporary
 * folder of the machine, where a half-written file, or one of another user, is taken for a browser.
 */
async function unpackedBrowser(): Promise<string> {
  const { version } = JSON.parse(
    await readFile(join(modules, '@sparticuz/chromium/package.json'), 'utf8'),
  ) as { version: string }
  const home = join(modules, '.cache', `chromium-${version}-${userInfo().uid}`)
  if (existsSync(home)) return home
  await mkdir(dirname(home), { recursive: true })
  const fresh = await mkdtemp(`${home}-`)
  const usual = process.env['TMPDIR']
  try {
    process.env['TMPDIR'] = fresh
    const { default: chromium } = await import('@sparticuz/chromium')
    await chromium.executablePath()
  } finally {
    if (usual === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = usual
  }
  await rename(fresh, home).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true })
    if (!existsSync(home)) throw error
  })
  return home
}
