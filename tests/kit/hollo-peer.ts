import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createFormBrowser, type FormBrowser, overHttp } from './form-browser.ts'
import { freeAddress } from './free-port.ts'
import { emptyDatabase } from './fresh-database.ts'
import { picture } from './mastodon-side.ts'
import { startPeerProcess } from './peer-process.ts'
import { type Person, personWith } from './person.ts'

const run = promisify(execFile)
const email = 'all@example.org'
const password = 'correct horse battery'

/** Hollo as a server of its own, with a database of its own. */
export interface HolloPeer extends AsyncDisposable {
  readonly origin: string
  readonly host: string
  readonly version: string
  /** Somebody there, by Hollo's own Mastodon API. */
  readonly people: Readonly<Record<string, Person>>
  /** The pages of who owns them all, signed in. */
  readonly owner: FormBrowser
  log(): string
}

// Fedify asks for handles by https alone, and where Hollo says nothing about private addresses (its search, its media), of none
// on this machine. What is meant for here goes by plain http, and may.
const onThisMachine = String.raw`
  import { registerHooks } from 'node:module'
  const real = globalThis.fetch
  const source = 'export const isSSRFSafeURL = () => true'
  const plain = (url) => url.replace(/^https:\/\/(?=127\.)/, 'http://')
  globalThis.fetch = (what, more) => {
    if (!(what instanceof Request)) return real(plain(String(what)), more)
    return real(what.url === plain(what.url) ? what : new Request(plain(what.url), what), more)
  }
  registerHooks({
    load(url, context, next) {
      if (/\/ssrfcheck\//.test(url)) return { format: 'module', source, shortCircuit: true }
      const module = next(url, context)
      if (!/@fedify\/(webfinger|vocab-runtime)\/dist\/mod.js$/.test(url)) return module
      const asked = /!?\b(options\.)?allowPrivateAddress( !== true)?(?=\) try)/g
      return { ...module, source: String(module.source).replaceAll(asked, 'false') }
    },
  })`

/**
 * @param folder a checkout of Hollo with its packages
 * @param usernames of whom to make: one owner has them all
 */
export async function startHollo(folder: string, usernames: readonly string[]): Promise<HolloPeer> {
  await using started = new AsyncDisposableStack()
  const data = await mkdtemp(join(tmpdir(), 'cairn-hollo-'))
  started.defer(() => rm(data, { recursive: true, force: true }))
  const database = started.use(await emptyDatabase())
  const host = freeAddress()
  const origin = `http://${host}`
  const environment = {
    DATABASE_URL: database.url,
    SECRET_KEY: 'a key of sixty-four letters that is good enough for a test only..',
    BIND: host,
    PORT: '80',
    DRIVE_DISK: 'fs',
    FS_STORAGE_PATH: data,
    STORAGE_URL_BASE: origin,
    ALLOW_PRIVATE_ADDRESS: 'true',
    // How long it waits before it asks a server for the answers to its next post.
    REMOTE_REPLIES_SCRAPE_INTERVAL_SECONDS: '1',
    LOG_LEVEL: 'debug',
  }
  const env = { ...process.env, ...environment }
  await run(join(folder, 'node_modules/.bin/drizzle-kit'), ['migrate'], { cwd: folder, env })
  const preload = `data:text/javascript,${encodeURIComponent(onThisMachine)}`
  const parameters = ['--import', preload, '--import', 'tsx', 'bin/server.ts']
  const server = startPeerProcess(process.execPath, parameters, { cwd: folder, environment })
  started.defer(() => server.end())
  await server.untilReady(`${origin}/nodeinfo/2.1`)

  const owner = createFormBrowser(overHttp(origin), origin)
  await owner.post('/setup', { email, password, password_confirm: password })
  await owner.post('/login', { email, password })
  for (const username of usernames) {
    const form = { username, name: username, bio: '', language: 'en', visibility: 'public' }
    const made = await owner.post('/accounts', { ...form, themeColor: 'azure', discoverable: 'true' })
    if (made.status >= 400) throw new Error(`Hollo makes no ${username}: ${made.status} ${made.html}`)
  }
  await addEmoji(origin, owner)
  const people: Record<string, Person> = {}
  for (const username of usernames) people[username] = await letIn(origin, owner, username)
  const about = (await (await fetch(`${origin}/nodeinfo/2.1`)).json()) as { software: { version: string } }
  const all = started.move()
  return {
    origin,
    host,
    people,
    owner,
    version: about.software.version,
    log: server.log,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** `:blob:`, by the page for it. */
async function addEmoji(origin: string, owner: FormBrowser): Promise<void> {
  const form = new FormData()
  const image = new Uint8Array(await picture('#f80', 48))
  form.append('shortcode', ':blob:')
  form.append('image', new Blob([image], { type: 'image/png' }), 'blob.png')
  const cookie = [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = { cookie, origin }
  const added = await fetch(`${origin}/emojis`, { method: 'POST', body: form, headers, redirect: 'manual' })
  if (added.status !== 302) throw new Error(`Hollo takes no emoji: ${added.status} ${await added.text()}`)
}

/** An app that acts as one of the owner's accounts. */
async function letIn(origin: string, owner: FormBrowser, username: string): Promise<Person> {
  const redirect = 'urn:ietf:wg:oauth:2.0:oob'
  const scopes = 'read write follow push'
  const post = async (path: string, body: Record<string, string>) =>
    (await (
      await fetch(origin + path, { method: 'POST', body: new URLSearchParams(body) })
    ).json()) as Record<string, string>
  const app = await post('/api/v1/apps', { client_name: 'journey', redirect_uris: redirect, scopes })
  const client = { client_id: app['client_id'] ?? '', redirect_uri: redirect }
  const asked = new URLSearchParams({ ...client, response_type: 'code', scope: scopes })
  const { html } = await owner.get(`/oauth/authorize?${asked.toString()}`)
  const account = new RegExp(`value="([-0-9a-f]{36})"(?:(?!<label)[^])*?@${username}@`).exec(html)?.[1] ?? ''
  const application = /name="application_id" value="([^"]+)"/.exec(html)?.[1] ?? ''
  const form = { account_id: account, application_id: application, redirect_uri: redirect, scopes }
  const page = await owner.post('/oauth/authorize', { ...form, decision: 'allow' })
  const code = /<code[^>]*>([^<]+)</.exec(page.html)?.[1] ?? ''
  const secret = { client_secret: app['client_secret'] ?? '' }
  const granted = await post('/oauth/token', { grant_type: 'authorization_code', code, ...client, ...secret })
  const token = granted['access_token']
  if (token === undefined) throw new Error(`Hollo gave no token: ${JSON.stringify(granted)} ${page.html}`)
  return personWith(origin, { id: account, username, token })
}
