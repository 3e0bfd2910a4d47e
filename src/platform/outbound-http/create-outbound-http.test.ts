import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  createOutboundHttp,
  type OutboundHttp,
  type OutboundHttpOptions,
  type OutboundRequest,
} from './create-outbound-http.ts'
import { RemoteFault } from './remote-fault.ts'

let server: Server
let origin: string
let port: number
let answer: RequestListener = () => {}
let seen: IncomingMessage[] = []
const clients: OutboundHttp[] = []

beforeAll(async () => {
  server = createServer((req, res) => {
    seen.push(req)
    answer(req, res)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
  origin = `http://127.0.0.1:${port}`
})

afterEach(async () => {
  seen = []
  server.closeAllConnections()
  await Promise.all(clients.splice(0).map((client) => client[Symbol.asyncDispose]()))
})

afterAll(() => {
  server.close()
})

function client(options: Partial<OutboundHttpOptions> = {}): OutboundHttp {
  const http = createOutboundHttp({
    allowPrivatePeers: [`127.0.0.1:${port}`],
    userAgent: 'Cairn test',
    ...options,
  })
  clients.push(http)
  return http
}

async function faultOf(promise: Promise<unknown>): Promise<RemoteFault> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof RemoteFault) return error
  throw new Error('expected a RemoteFault', { cause: error })
}

const ok = (body: string | Buffer, headers: Record<string, string> = {}): RequestListener => {
  return (_req, res) => {
    res.writeHead(200, headers).end(body)
  }
}

const redirectTo = (res: ServerResponse, location: string, status = 302): void => {
  res.writeHead(status, { location }).end()
}

describe('a request to a listed private peer', () => {
  it('brings the answer, with our name and the host of the URL', async () => {
    answer = ok('hello', { 'X-Twice': 'a' })
    const got = await client().request({
      method: 'GET',
      url: `${origin}/path?q=1#part`,
      headers: { Accept: 'text/x', Host: 'evil.example' },
    })
    expect(got).toMatchObject({ status: 200, url: `${origin}/path?q=1` })
    expect(got.headers['x-twice']).toBe('a')
    expect(got.body.toString()).toBe('hello')
    expect(seen[0]?.url).toBe('/path?q=1')
    expect(seen[0]?.headers).toMatchObject({
      'user-agent': 'Cairn test',
      accept: 'text/x',
      host: `127.0.0.1:${port}`,
    })
  })

  it('asks no host that may not be asked, at any hop', async () => {
    answer = (_req, res) => res.writeHead(302, { location: `http://localhost:${port}/next` }).end()
    const asked: string[] = []
    const http = client({
      allowPrivatePeers: [`127.0.0.1:${port}`, `localhost:${port}`],
      mayAsk: async (host) => asked.push(host) === 1,
    })
    const fault = await faultOf(http.request({ method: 'GET', url: `${origin}/start` }))
    expect(fault).toMatchObject({ because: 'refused-address', retry: 'never' })
    expect(asked).toEqual([`127.0.0.1:${port}`, `localhost:${port}`])
    expect(seen).toHaveLength(1)
  })

  it('posts a body', async () => {
    answer = (req, res) => {
      req.pipe(res.writeHead(202))
    }
    const got = await client().request({ method: 'POST', url: origin, body: Buffer.from('données') })
    expect(got.status).toBe(202)
    expect(got.body.toString()).toBe('données')
  })

  it('uses its connections again', async () => {
    answer = ok('')
    const http = client()
    for (let i = 0; i < 10; i++) await http.request({ method: 'GET', url: origin })
    expect(new Set(seen.map((req) => req.socket.remotePort)).size).toBeLessThan(10)
  })

  it('opens no more sockets than it may', async () => {
    const waiting: ServerResponse[] = []
    answer = (_req, res) => {
      waiting.push(res)
      if (waiting.length === 2) for (const one of waiting.splice(0)) one.end()
    }
    const http = client({ connectionsPerHost: 2 })
    await Promise.all(Array.from({ length: 8 }, () => http.request({ method: 'GET', url: origin })))
    expect(new Set(seen.map((req) => req.socket.remotePort)).size).toBe(2)
  })
})

describe('addresses that are refused', () => {
  it.each([
    'http://127.0.0.1:1/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://0.0.0.0/',
    'https://0/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://127.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.1.2.3/',
    'http://8.8.8.8/',
  ])('refuses %s for good', async (url) => {
    expect(await faultOf(client().request({ method: 'GET', url }))).toMatchObject({
      because: 'refused-address',
      retry: 'never',
    })
  })

  it.each([
    'ftp://a.example/',
    'data:text/plain,x',
    'file:///etc/passwd',
    'javascript:1',
    '/only/a/path',
    'https://user@a.example/',
    'https://:secret@a.example/',
    `https://a.example/${'x'.repeat(5000)}`,
  ])('refuses the URL %s for good', async (url) => {
    expect(await faultOf(client().request({ method: 'GET', url }))).toMatchObject({
      because: 'refused-url',
      retry: 'never',
    })
  })

  it('refuses a name with a private address among public ones', async () => {
    const http = client({ lookup: async () => ['93.184.216.34', '10.0.0.1'] })
    const fault = await faultOf(http.request({ method: 'GET', url: 'https://mixed.example/' }))
    expect(fault.because).toBe('refused-address')
  })

  it('refuses plain http to a public address before asking for it', async () => {
    let asked = 0
    const lookup = async (): Promise<string[]> => {
      asked++
      return ['93.184.216.34']
    }
    const fault = await faultOf(client({ lookup }).request({ method: 'GET', url: 'http://a.example/' }))
    expect(fault.because).toBe('refused-address')
    expect(asked).toBe(0)
  })

  it('refuses a listed host on another port', async () => {
    const http = client({ allowPrivatePeers: ['127.0.0.1:1'] })
    expect((await faultOf(http.request({ method: 'GET', url: origin }))).because).toBe('refused-address')
  })
})

describe('names', () => {
  const allowPrivatePeers = ['127.0.0.1/32']

  it('connects to the address that was checked, though the name changes right after', async () => {
    answer = ok('checked')
    const answers = [['127.0.0.1'], ['127.0.0.2']]
    let asked = 0
    const http = client({ allowPrivatePeers, lookup: async () => answers[asked++] ?? [] })
    const got = await http.request({ method: 'GET', url: `http://rebind.example:${port}/` })
    expect(got.body.toString()).toBe('checked')
    expect(asked).toBe(1)
    expect(seen[0]?.headers.host).toBe(`rebind.example:${port}`)
  })

  it('takes an address in a listed block, and none beside it', async () => {
    answer = ok('')
    const inside = client({ allowPrivatePeers, lookup: async () => ['127.0.0.1'] })
    expect((await inside.request({ method: 'GET', url: `http://a.example:${port}/` })).status).toBe(200)
    const beside = client({ allowPrivatePeers, lookup: async () => ['127.0.0.2'] })
    const fault = await faultOf(beside.request({ method: 'GET', url: `http://a.example:${port}/` }))
    expect(fault.because).toBe('refused-address')
  })

  it('tells a job to try again when a name has no address or does not resolve', async () => {
    const none = client({ lookup: async () => [] })
    const lost = client({ lookup: () => Promise.reject(new Error('SERVFAIL')) })
    for (const http of [none, lost]) {
      const fault = await faultOf(http.request({ method: 'GET', url: 'https://a.example/' }))
      expect(fault).toMatchObject({ because: 'unreachable', retry: 'later' })
    }
  })

  it('resolves a listed name as the operating system does', async () => {
    answer = ok('')
    const http = client({ allowPrivatePeers: [`localhost:${port}`, '127.0.0.1/32'] })
    expect((await http.request({ method: 'GET', url: `http://localhost:${port}/` })).status).toBe(200)
  })
})

describe('redirects', () => {
  it('follows up to five and names the URL that answered', async () => {
    answer = (req, res) => {
      const hop = Number(req.url?.slice(1))
      if (hop === 5) res.end('there')
      else redirectTo(res, `/${hop + 1}`)
    }
    const got = await client().request({ method: 'GET', url: `${origin}/0` })
    expect(got).toMatchObject({ status: 200, url: `${origin}/5` })
  })

  it('refuses the sixth', async () => {
    answer = (req, res) => redirectTo(res, `/${Number(req.url?.slice(1)) + 1}`)
    const fault = await faultOf(client().request({ method: 'GET', url: `${origin}/0` }))
    expect(fault).toMatchObject({ because: 'redirect', retry: 'never' })
    expect(seen).toHaveLength(6)
  })

  it.each(['https://127.0.0.1/', 'http://169.254.169.254/', 'http://[::1]/'])(
    'checks the hop to %s',
    async (to) => {
      answer = (_req, res) => redirectTo(res, to)
      expect((await faultOf(client().request({ method: 'GET', url: origin }))).because).toBe(
        'refused-address',
      )
    },
  )

  it.each(['ftp://a.example/', 'data:,x', 'https://u:p@a.example/', 'http://'])(
    'refuses a redirect to %s',
    async (to) => {
      answer = (_req, res) => redirectTo(res, to)
      const fault = await faultOf(client().request({ method: 'GET', url: origin }))
      expect(fault).toMatchObject({ because: 'redirect', retry: 'never' })
    },
  )

  it('asks for new headers before each hop and never mixes them', async () => {
    answer = (req, res) => (req.url === '/a' ? redirectTo(res, '/b') : res.end())
    const prepare = async ({
      method,
      url,
    }: {
      method: string
      url: URL
    }): Promise<Record<string, string>> => {
      const headers = { host: url.host, signature: `${method} ${url.pathname}` }
      return url.pathname === '/a' ? { ...headers, 'x-first': '1' } : headers
    }
    await client().request({ method: 'GET', url: `${origin}/a`, prepare })
    expect(seen.map((req) => req.headers.signature)).toEqual(['GET /a', 'GET /b'])
    expect(seen[1]?.headers['x-first']).toBeUndefined()
  })

  it('drops credentials when the origin changes', async () => {
    answer = (req, res) => (req.url === '/a' ? redirectTo(res, `http://localhost:${port}/b`) : res.end())
    const http = client({ allowPrivatePeers: [`127.0.0.1:${port}`, `localhost:${port}`] })
    const headers = { Authorization: 'Bearer x', Cookie: 'a=b', Accept: 'text/x' }
    await http.request({ method: 'GET', url: `${origin}/a`, headers })
    expect(seen[1]?.headers).toMatchObject({ accept: 'text/x', host: `localhost:${port}` })
    expect(seen[1]?.headers.authorization).toBeUndefined()
    expect(seen[1]?.headers.cookie).toBeUndefined()
  })

  it.each([
    [301, 'never'],
    [302, 'later'],
    [307, 'later'],
    [308, 'never'],
  ])('never repeats a POST after %i, and calls it "%s"', async (status, retry) => {
    answer = (_req, res) => redirectTo(res, '/b', status)
    const fault = await faultOf(client().request({ method: 'POST', url: origin, body: 'x' }))
    expect(fault).toMatchObject({ because: 'redirect', retry, status })
    expect(seen).toHaveLength(1)
  })

  it('refuses the first hop when told to', async () => {
    answer = (_req, res) => redirectTo(res, '/b')
    const fault = await faultOf(client().request({ method: 'GET', url: origin, redirect: 'refuse' }))
    expect(fault.because).toBe('redirect')
  })

  it('takes 304 and a redirect without location as answers', async () => {
    answer = (_req, res) => {
      res.writeHead(seen.length === 1 ? 304 : 302).end()
    }
    const http = client()
    expect((await http.request({ method: 'GET', url: origin })).status).toBe(304)
    expect((await http.request({ method: 'GET', url: origin })).status).toBe(302)
  })
})

describe('answers', () => {
  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('unpacks %s', async (encoding, pack) => {
    answer = ok(pack(Buffer.from('packed')), { 'content-encoding': encoding })
    const got = await client().request({ method: 'GET', url: origin })
    expect(got.body.toString()).toBe('packed')
    expect(seen[0]?.headers['accept-encoding']).toBe('gzip, br')
  })

  it('takes an empty answer that calls itself packed', async () => {
    answer = (_req, res) => {
      res.writeHead(202, { 'content-encoding': 'gzip' }).end()
    }
    expect((await client().request({ method: 'POST', url: origin, body: '' })).body).toHaveLength(0)
  })

  it('refuses an answer whose packing breaks off', async () => {
    answer = ok(gzipSync('packed').subarray(0, 15), { 'content-encoding': 'gzip' })
    expect((await faultOf(client().request({ method: 'GET', url: origin }))).because).toBe('unreadable')
  })

  it('takes exactly the cap and refuses one byte more', async () => {
    answer = ok('x'.repeat(1000))
    const http = client()
    expect((await http.request({ method: 'GET', url: origin, maxBytes: 1000 })).body).toHaveLength(1000)
    const fault = await faultOf(http.request({ method: 'GET', url: origin, maxBytes: 999 }))
    expect(fault).toMatchObject({ because: 'too-large', retry: 'never' })
  })

  it('stops a bomb at the cap, counted after unpacking', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024))
    answer = ok(bomb, { 'content-encoding': 'gzip' })
    expect(bomb.length).toBeLessThan(100_000)
    const fault = await faultOf(client().request({ method: 'GET', url: origin, maxBytes: 100_000 }))
    expect(fault.because).toBe('too-large')
  })

  it('stops an endless answer at the cap', async () => {
    answer = (_req, res) => {
      const more = (): void => {
        while (!res.destroyed && res.write(Buffer.alloc(65_536))) continue
      }
      res.on('drain', more)
      more()
    }
    expect((await faultOf(client().request({ method: 'GET', url: origin }))).because).toBe('too-large')
  })

  it.each([
    ['gzip', 'not packed at all'],
    ['br', 'not packed at all'],
    ['compress', 'x'],
    ['gzip, gzip', 'x'],
  ])('refuses broken or unknown packing: %s', async (encoding, body) => {
    answer = ok(body, { 'content-encoding': encoding })
    const fault = await faultOf(client().request({ method: 'GET', url: origin }))
    expect(fault).toMatchObject({ because: 'unreadable', retry: 'never' })
  })

  it('gives back 4xx as answers', async () => {
    answer = (_req, res) => {
      res.writeHead(410).end('gone')
    }
    expect((await client().request({ method: 'POST', url: origin, body: '' })).status).toBe(410)
  })

  it.each([408, 425, 429, 500, 502, 503, 504])('calls %i trouble that passes', async (status) => {
    answer = (_req, res) => {
      res.writeHead(status, { 'retry-after': '120' }).end('busy')
    }
    const fault = await faultOf(client().request({ method: 'GET', url: origin }))
    expect(fault).toMatchObject({ because: 'status', retry: 'later', status, retryAfterSeconds: 120 })
  })

  it('reads Retry-After only as far as a week', async () => {
    answer = (_req, res) => {
      res.writeHead(503, { 'retry-after': '999999999' }).end()
    }
    const fault = await faultOf(client().request({ method: 'GET', url: origin }))
    expect(fault.retryAfterSeconds).toBe(604_800)
  })
})

describe('time and broken connections', () => {
  it('gives up on a server that never answers', async () => {
    answer = () => {}
    const fault = await faultOf(client().request({ method: 'GET', url: origin, deadlineMs: 50 }))
    expect(fault).toMatchObject({ because: 'timeout', retry: 'later' })
  })

  it('gives up on a body that trickles', async () => {
    answer = (_req, res) => {
      res.write('a')
    }
    const fault = await faultOf(client().request({ method: 'GET', url: origin, deadlineMs: 50 }))
    expect(fault.because).toBe('timeout')
  })

  it('gives up on a name server that never answers', async () => {
    const http = client({ lookup: () => new Promise(() => {}) })
    const fault = await faultOf(http.request({ method: 'GET', url: 'https://slow.example/', deadlineMs: 50 }))
    expect(fault.because).toBe('timeout')
    clients.length = 0
  })

  it('holds one deadline over all redirects', async () => {
    answer = (req, res) => {
      if (req.url === '/') redirectTo(res, '/b')
    }
    const fault = await faultOf(client().request({ method: 'GET', url: origin, deadlineMs: 100 }))
    expect(fault.because).toBe('timeout')
    expect(seen).toHaveLength(2)
  })

  it('throws the reason of the caller who gave up', async () => {
    const controller = new AbortController()
    const reason = new Error('shutting down')
    answer = () => controller.abort(reason)
    const gone = client().request({ method: 'GET', url: origin, signal: controller.signal })
    await expect(gone).rejects.toBe(reason)
    const before = client().request({ method: 'GET', url: origin, signal: controller.signal })
    await expect(before).rejects.toBe(reason)
    expect(seen).toHaveLength(1)
  })

  it('calls a connection that is cut before or within the answer trouble that passes', async () => {
    const http = client()
    for (const cut of [false, true]) {
      answer = (req, res) => {
        if (!cut) req.socket.destroy()
        else res.writeHead(200, { 'content-length': '10' }).write('abc', () => req.socket.destroy())
      }
      const fault = await faultOf(http.request({ method: 'GET', url: origin }))
      expect(fault).toMatchObject({ because: 'unreachable', retry: 'later' })
    }
  })

  it('calls a refused connection trouble that passes', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const freed = (closed.address() as AddressInfo).port
    closed.close()
    await once(closed, 'close')
    const http = client({ allowPrivatePeers: [`127.0.0.1:${freed}`] })
    const fault = await faultOf(http.request({ method: 'GET', url: `http://127.0.0.1:${freed}/` }))
    expect(fault).toMatchObject({ because: 'unreachable', retry: 'later' })
  })

  it('throws an error of prepare as it is', async () => {
    const bug = new Error('no key')
    const failing = client().request({ method: 'GET', url: origin, prepare: () => Promise.reject(bug) })
    await expect(failing).rejects.toBe(bug)
  })
})

it('keeps the sockets of so many hosts: one that has to go answers first, and can be asked again', async () => {
  const other = createServer((_req, res) => res.end('other'))
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  const http = client({ maxHosts: 1, allowPrivatePeers: ['127.0.0.0/8'] })
  const arrived = Promise.withResolvers<ServerResponse>()
  answer = (_req, res) => arrived.resolve(res)
  const closed = once(server, 'connection').then(([socket]) => once(socket, 'close'))
  const slow = http.request({ method: 'GET', url: origin })
  const response = await arrived.promise
  expect((await http.request({ method: 'GET', url: elsewhere })).body.toString()).toBe('other')
  response.end('at last')
  expect((await slow).body.toString()).toBe('at last')
  await closed
  answer = (_req, res) => res.end('again')
  expect((await http.request({ method: 'GET', url: origin })).body.toString()).toBe('again')
  other.close()
  other.closeAllConnections()
})

describe('an answer that nobody reads', () => {
  const post = (more: Partial<OutboundRequest> = {}) =>
    client().request({ method: 'POST', url: origin, body: 'hello', isAnswerIgnored: true, ...more })

  it('comes with its status and headers, and leaves the connection to the next', async () => {
    answer = (req, res) =>
      req.resume().on('end', () => res.writeHead(202, { 'x-a': '1' }).end('a long story'))
    const http = client()
    const ask = () => http.request({ method: 'POST', url: origin, body: 'hello', isAnswerIgnored: true })
    expect(await ask()).toMatchObject({ status: 202, headers: { 'x-a': '1' }, body: Buffer.alloc(0) })
    // undici leaves a socket alone for one turn, lest the other side says more than it may.
    await new Promise((resolve) => setTimeout(resolve, 10))
    await ask()
    expect(seen[0]?.socket).toBe(seen[1]?.socket)
  })

  it('is a fault by its status, however long it is', async () => {
    answer = (_req, res) => res.writeHead(503, { 'retry-after': '7' }).end('x'.repeat(100_000))
    expect(await faultOf(post({ maxBytes: 1000 }))).toMatchObject({
      because: 'status',
      status: 503,
      retryAfterSeconds: 7,
    })
    answer = (_req, res) => res.writeHead(302, { location: '/elsewhere' }).end()
    expect(await faultOf(post())).toMatchObject({ because: 'redirect', status: 302 })
  })

  it('is cut where it does not end', async () => {
    answer = (_req, res) => {
      res.writeHead(200)
      const more = () => void (res.destroyed || (res.write('x'.repeat(1000)), setImmediate(more)))
      more()
    }
    expect(await faultOf(post({ maxBytes: 5000 }))).toMatchObject({ because: 'too-large', retry: 'never' })
  })

  it('is given up in time, and when its asker gives up', async () => {
    answer = (_req, res) => void res.writeHead(200).write('x')
    expect(await faultOf(post({ deadlineMs: 50 }))).toMatchObject({ because: 'timeout', retry: 'later' })
    const controller = new AbortController()
    const reason = new Error('shutting down')
    answer = () => controller.abort(reason)
    await expect(post({ signal: controller.signal })).rejects.toBe(reason)
    answer = (req) => req.socket.destroy()
    expect(await faultOf(post())).toMatchObject({ because: 'unreachable', retry: 'later' })
  })
})
