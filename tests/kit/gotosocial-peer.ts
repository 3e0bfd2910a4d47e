import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createFormBrowser, overHttp } from './form-browser.ts'
import { freeAddress } from './free-port.ts'
import { startPeerProcess } from './peer-process.ts'
import { type Person, personWith } from './person.ts'

const run = promisify(execFile)
const password = 'correct horse battery staple 1!'

/** GoToSocial as a server of its own. */
export interface GoToSocialPeer extends AsyncDisposable {
  readonly origin: string
  readonly host: string
  readonly version: string
  /** Of all people. */
  readonly password: string
  /** Somebody there, by GoToSocial's own Mastodon API. The first one is an admin. */
  readonly people: Readonly<Record<string, Person>>
  /** What it has written so far. */
  log(): string
}

/**
 * @param folder what its release archive unpacks to: `gotosocial`, and `web` with templates and assets
 * @param usernames of whom to make
 */
export async function startGoToSocial(folder: string, usernames: readonly string[]): Promise<GoToSocialPeer> {
  await using started = new AsyncDisposableStack()
  const data = await mkdtemp(join(tmpdir(), 'cairn-gotosocial-'))
  started.defer(() => rm(data, { recursive: true, force: true }))
  const host = freeAddress()
  const origin = `http://${host}`
  const program = join(folder, 'gotosocial')
  const config = join(data, 'config.yaml')
  await writeFile(config, JSON.stringify(describeConfig({ folder, data, host })))

  const start = async () => {
    const server = startPeerProcess(program, ['--config-path', config, 'server', 'start'], { cwd: data })
    await server.untilReady(`${origin}/readyz`)
    return server
  }
  // The first start makes its tables; who is made an admin is one from the next start on.
  await (await start()).end()
  const command = (...parameters: string[]) =>
    run(program, ['--config-path', config, 'admin', 'account', ...parameters], { cwd: data })
  for (const username of usernames) {
    const mail = ['--email', `${username}@example.org`, '--password', password]
    await command('create', '--username', username, ...mail)
  }
  if (usernames[0] !== undefined) await command('promote', '--username', usernames[0])
  const server = await start()
  started.defer(() => server.end())
  const people = Object.fromEntries(
    await Promise.all(usernames.map(async (username) => [username, await signIn(origin, username)] as const)),
  )
  const about = (await (await fetch(`${origin}/nodeinfo/2.0`)).json()) as { software: { version: string } }
  const all = started.move()
  return {
    origin,
    host,
    people,
    password,
    version: about.software.version,
    log: server.log,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

function describeConfig(at: { folder: string; data: string; host: string }) {
  return {
    host: at.host,
    protocol: 'http',
    'bind-address': at.host,
    port: 80,
    'log-level': 'debug',
    'db-type': 'sqlite',
    'db-address': join(at.data, 'sqlite.db'),
    'storage-local-base-path': join(at.data, 'storage'),
    'web-template-base-dir': join(at.folder, 'web/template/'),
    'web-asset-base-dir': join(at.folder, 'web/assets/'),
    'advanced-rate-limit-requests': 0,
    'advanced-throttling-multiplier': 0,
    'http-client': { 'allow-ips': ['127.0.0.0/8'], 'insecure-outgoing': true },
  }
}

/** Through the pages of its sign-in, as a person does. */
async function signIn(origin: string, username: string): Promise<Person> {
  const redirect = 'urn:ietf:wg:oauth:2.0:oob'
  const scopes = 'read write follow push admin'
  const post = async (path: string, body: Record<string, string>) =>
    (await (
      await fetch(origin + path, { method: 'POST', body: new URLSearchParams(body) })
    ).json()) as Record<string, string>
  const app = await post('/api/v1/apps', { client_name: 'journey', redirect_uris: redirect, scopes })
  const browser = createFormBrowser(overHttp(origin), origin)
  const asked = new URLSearchParams({
    client_id: app['client_id'] ?? '',
    redirect_uri: redirect,
    response_type: 'code',
    scope: scopes,
  })
  await browser.get(`/oauth/authorize?${asked.toString()}`)
  await browser.post('/auth/sign_in', { username: `${username}@example.org`, password })
  const allowed = await browser.post('/oauth/authorize', {})
  const page = await browser.get(allowed.location ?? '')
  const code =
    /[?&]code=([^&]+)/.exec(allowed.location ?? '')?.[1] ?? /<code[^>]*>([^<]+)</.exec(page.html)?.[1]
  const granted = await post('/oauth/token', {
    grant_type: 'authorization_code',
    code: code ?? '',
    client_id: app['client_id'] ?? '',
    client_secret: app['client_secret'] ?? '',
    redirect_uri: redirect,
  })
  const token = granted['access_token']
  if (token === undefined) throw new Error(`GoToSocial gave no token: ${JSON.stringify(granted)}`)
  const { body } = await personWith(origin, { id: '', username, token }).get(
    '/api/v1/accounts/verify_credentials',
  )
  const person = personWith(origin, { id: body.id, username, token })
  // Whoever is new there approves each follow by hand.
  await person.call('PATCH', '/api/v1/accounts/update_credentials', { locked: false })
  return person
}
