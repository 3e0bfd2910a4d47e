import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freeAddress, freePort } from './free-port.ts'
import { emptyDatabase } from './fresh-database.ts'
import { startPeerProcess } from './peer-process.ts'

const run = promisify(execFile)

// What an API answers is the test's to know.
// oxlint-disable-next-line typescript/no-explicit-any
type Body = any

/** Somebody on Misskey. */
export interface MisskeyPerson {
  readonly id: string
  readonly username: string
  readonly token: string
  /** Calls an endpoint of its API, e.g. `notes/create`. @throws Error with the refusal */
  ask(endpoint: string, body?: object): Promise<Body>
  /** Uploads a picture. @returns the file of the drive */
  upload(bytes: Uint8Array, more?: Readonly<Record<string, string>>): Promise<Body>
}

/** Misskey as a server of its own, with Redis and a database of its own. */
export interface MisskeyPeer extends AsyncDisposable {
  readonly origin: string
  readonly host: string
  readonly version: string
  /** The first one is an administrator. */
  readonly people: Readonly<Record<string, MisskeyPerson>>
  log(): string
}

/**
 * @param folder a checkout of Misskey (or of a fork) whose backend was built
 * @param options.redis the program `redis-server`
 */
export async function startMisskey(
  folder: string,
  { redis, usernames }: { redis: string; usernames: readonly string[] },
): Promise<MisskeyPeer> {
  await using started = new AsyncDisposableStack()
  const data = await mkdtemp(join(tmpdir(), 'cairn-misskey-'))
  started.defer(() => rm(data, { recursive: true, force: true }))
  const redisPort = await freePort()
  const database = started.use(await emptyDatabase())
  const host = freeAddress()
  const origin = `http://${host}`
  const config = join(data, 'config.yml')
  const { hostname, port: dbPort, username, password, pathname } = new URL(database.url)
  const db = { host: hostname, port: Number(dbPort), user: username, pass: password, db: pathname.slice(1) }
  const socket = join(data, 'socket')
  const settings = { url: origin, socket, db, redis: { host: '127.0.0.1', port: redisPort }, id: 'aidx' }
  const private_ = { allowedPrivateNetworks: ['127.0.0.0/8'], setupPassword: 'set up' }
  await writeFile(config, JSON.stringify({ ...settings, ...private_ }))

  const quiet = ['--save', '', '--appendonly', 'no', '--bind', '127.0.0.1']
  const cache = startPeerProcess(redis, ['--port', String(redisPort), '--dir', data, ...quiet], { cwd: data })
  started.defer(() => cache.end())
  const backend = join(folder, 'packages/backend')
  // Outside of production Misskey speaks plain http, also to this machine, and limits nothing.
  const environment = {
    NODE_ENV: 'development',
    MK_DISABLE_CLUSTERING: '1',
    MISSKEY_CONFIG_YML: config,
    MISSKEY_WEBFINGER_USE_HTTP: 'true',
  }
  const migrate = [join(backend, 'node_modules/typeorm/cli.js'), 'migration:run', '-d', 'ormconfig.js']
  const env = { ...process.env, ...environment }
  await run(process.execPath, migrate, { cwd: backend, env, maxBuffer: 1 << 28 })
  const server = startPeerProcess(process.execPath, ['built/boot/entry.js'], { cwd: backend, environment })
  started.defer(() => server.end())
  // It cannot be told to listen at one address alone.
  const door = await passOn(host, socket)
  started.defer(() => void door.close())
  await server.untilReady(`${origin}/.well-known/nodeinfo`)
  const call = (endpoint: string, body: object) => callApi(origin, endpoint, body)

  const people: Record<string, MisskeyPerson> = {}
  for (const name of usernames) {
    const secret = { username: name, password: 'correct horse', setupPassword: 'set up' }
    const admin = Object.values(people)[0]
    const made = await call('admin/accounts/create', { ...secret, ...(admin && { i: admin.token }) })
    people[name] = personOn(origin, { id: made.id, username: name, token: made.token })
  }
  const { version } = await call('meta', {})
  const all = started.move()
  return {
    origin,
    host,
    people,
    version,
    log: server.log,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

function personOn(origin: string, who: { id: string; username: string; token: string }): MisskeyPerson {
  return {
    ...who,
    ask: (endpoint, body = {}) => callApi(origin, endpoint, { ...body, i: who.token }),
    async upload(bytes, more = {}) {
      const form = new FormData()
      form.append('i', who.token)
      for (const [name, value] of Object.entries(more)) form.append(name, value)
      form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'picture.png')
      return await read(
        'drive/files/create',
        await fetch(`${origin}/api/drive/files/create`, { method: 'POST', body: form }),
      )
    },
  }
}

async function callApi(origin: string, endpoint: string, body: object): Promise<Body> {
  const answer = await fetch(`${origin}/api/${endpoint}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return await read(endpoint, answer)
}

async function read(endpoint: string, answer: Response): Promise<Body> {
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${endpoint} was answered ${answer.status}: ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

/** Whoever comes to port 80 of an address gets to a socket. */
async function passOn(address: string, socket: string): Promise<Server> {
  const door = createServer((caller) => {
    const called = connect(socket)
    const end = () => {
      caller.destroy()
      called.destroy()
    }
    caller.on('error', end).on('close', end).pipe(called)
    called.on('error', end).on('close', end).pipe(caller)
  })
  door.listen(80, address)
  await once(door, 'listening')
  return door
}
