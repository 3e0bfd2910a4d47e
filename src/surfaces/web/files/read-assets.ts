import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeError, type Log } from '#platform/log/index.ts'

/** What the client's build made: addresses for pages to name. All empty while it is not built. */
export interface Assets {
  /** Where the files lie that are served under /assets/. */
  readonly folder: string
  /** The web client. */
  readonly js: readonly string[]
  /** What the client imports at once: fetched beside it rather than after it. */
  readonly preload: readonly string[]
  /** The look of server-rendered pages. */
  readonly css: readonly string[]
  /** The look of the web client. */
  readonly clientCss: readonly string[]
  readonly icon: string | undefined
  readonly touchIcon: string | undefined
  readonly webManifest: string | undefined
  /** What signs in by passkey on pages that are rendered here. */
  readonly passkeyScript: string | undefined
  /** What runs in browsers while no page is open. */
  readonly serviceWorker: string | undefined
}

/**
 * Reads once what the client's build left in `folder` (client/dist). Without a build, pages still work: bare, and
 * without the client; the log says once what to do.
 */
export function readAssets(folder: string, log: Pick<Log, 'warn'>): Assets {
  const manifest = readManifest(folder, log)
  const list = (name: string) => {
    const value = manifest[name]
    return typeof value === 'string' ? value.split(' ').filter((part) => part.startsWith('/assets/')) : []
  }
  const address = (name: string) => list(name)[0]
  return {
    folder,
    js: list('main.js'),
    preload: list('main.js.preload'),
    css: list('pages.css'),
    clientCss: list('main.css'),
    icon: address('icon.svg'),
    touchIcon: address('apple-touch-icon.png'),
    webManifest: address('site.webmanifest'),
    passkeyScript: address('passkey.js'),
    serviceWorker: address('service-worker.js'),
  }
}

function readManifest(folder: string, log: Pick<Log, 'warn'>): Readonly<Record<string, unknown>> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    if (typeof manifest === 'object' && manifest !== null) return { ...manifest }
    log.warn('The list of the web client’s files is broken. Run `npm run prepare`, then restart.')
  } catch (error) {
    log.warn(
      'The web client is not built: pages come without style and scripts. Run `npm run prepare`, then restart.',
      { error: describeError(error).error },
    )
  }
  return {}
}
