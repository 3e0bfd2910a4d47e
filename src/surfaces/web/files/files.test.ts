import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultAvatars } from '#domain/accounts/index.ts'
import { createHttpServer, type HttpServer } from '#platform/http-server/index.ts'
import { createLog } from '#platform/log/index.ts'
import { newStorageKey, openStorage } from '#platform/storage/index.ts'
import { readAssets, registerFiles } from './index.ts'

const script = `console.log('${'stone '.repeat(500)}')`
const scriptPath = '/assets/main-AB12CD34.js'
const picture = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251))
const key = newStorageKey('image/jpeg')

let folder: string
let server: HttpServer

/** Copies of other servers' files have a test of their own. */
const nothingElsewhere = {
  emojis: { find: async () => () => [] },
  accounts: { findAccount: async () => undefined },
  media: { findMany: async () => new Map() },
  copies: { get: async () => ({ kind: 'gone' }) as const },
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-files-'))
  const built = join(folder, 'dist')
  const storage = openStorage({ dir: join(folder, 'media') })
  await storage.put(key, picture, { contentType: 'image/jpeg' })
  await mkdir(built)
  await writeFile(join(folder, 'secret-AB12CD34.js'), 'not for you')
  await writeFile(join(built, 'build-hash.txt'), 'not for you')
  await writeFile(join(built, 'main-AB12CD34.js'), script)
  await writeFile(join(built, 'icon-AB12CD34.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(built, 'icon-192-AB12CD34.png'), picture)
  await writeFile(join(built, 'evil-AB12CD34.html'), '<script>alert(1)</script>')
  await writeFile(join(built, 'site-AB12CD34.webmanifest'), '{"name":"Cairn"}')
  await writeFile(
    join(built, 'manifest.json'),
    JSON.stringify({
      'main.js': scriptPath,
      'main.js.preload': '/assets/one-AB12CD34.js /assets/two-AB12CD34.js https://evil.example/x.js',
      'pages.css': '/assets/pages-AB12CD34.css',
      'icon.svg': '/assets/icon-AB12CD34.svg',
      'site.webmanifest': '/assets/site-AB12CD34.webmanifest',
      'main.css': 'https://evil.example/main.css',
    }),
  )
  server = await createHttpServer({ log: createLog('silent'), trustProxy: [], https: true })
  registerFiles(server, { ...nothingElsewhere, storage, assets: readAssets(built, createLog('silent')) })
  await server.listen({ host: '127.0.0.1', port: 0 })
})

afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const get = (url: string, headers: Record<string, string> = {}) => server.inject({ url, headers })

/** Sends a path as it is: clients and proxies of good manners would fold the dots first. */
function getRaw(path: string): Promise<string> {
  const address = server.addresses().find((one) => typeof one === 'object')
  return new Promise((resolve, reject) => {
    const socket = connect(address?.port ?? 0, '127.0.0.1')
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      text += chunk
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  })
}

describe('a file of the client', () => {
  it('goes out with its type, to be kept for ever and never sniffed', async () => {
    const response = await get(scriptPath)
    expect(response.statusCode).toBe(200)
    expect(response.body).toBe(script)
    expect(response.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
    })
    expect(response.headers['content-encoding']).toBeUndefined()
  })

  it('is compressed as well as the browser understands', async () => {
    const br = await get(scriptPath, { 'accept-encoding': 'gzip, deflate, br' })
    expect(br.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(br.rawPayload).toString()).toBe(script)
    expect(br.headers['content-length']).toBe(String(br.rawPayload.length))
    const gz = await get(scriptPath, { 'accept-encoding': 'br;q=0, gzip' })
    expect(gz.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gz.rawPayload).toString()).toBe(script)
    expect(br.rawPayload.length).toBeLessThan(script.length / 10)
  })

  it('is not compressed again when it is a picture', async () => {
    const response = await get('/assets/icon-192-AB12CD34.png', { 'accept-encoding': 'br' })
    expect(response.headers['content-encoding']).toBeUndefined()
    expect(response.headers['vary']).toBeUndefined()
    expect(response.rawPayload).toEqual(picture)
  })

  it('lets a worker script fetch from here and nowhere else', async () => {
    expect((await get(scriptPath)).headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; connect-src 'self'",
    )
  })

  it('answers HEAD with the length alone', async () => {
    const response = await server.inject({ method: 'HEAD', url: scriptPath })
    expect(response.headers['content-length']).toBe(String(script.length))
    expect(response.body).toBe('')
  })

  it.each([
    '/assets/build-hash.txt',
    '/assets/manifest.json',
    '/assets/evil-AB12CD34.html',
    '/assets/absent-AB12CD34.js',
    '/assets/..%2fsecret-AB12CD34.js',
    '/assets/%2e%2e%2fsecret-AB12CD34.js',
    '/assets/..%5csecret-AB12CD34.js',
    '/assets/main-AB12CD34.js%00.png',
    '/assets/',
  ])('is not found at %s', async (path) => {
    expect((await get(path)).statusCode).toBe(404)
  })

  it('is not found through dots that are sent as they are', async () => {
    for (const path of ['/assets/../secret-AB12CD34.js', '/assets/./../secret-AB12CD34.js']) {
      expect(await getRaw(path)).not.toContain('not for you')
    }
  })
})

describe('an upload', () => {
  it('goes out whole, sandboxed, for everybody, to be kept for ever', async () => {
    const response = await get(`/media/${key}`)
    expect(response.statusCode).toBe(200)
    expect(response.rawPayload).toEqual(picture)
    expect(response.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
    })
    expect(response.headers['content-security-policy']).toMatch(/^default-src 'none';.*sandbox$/)
  })

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=990-', 990, 1000],
    ['bytes=-5', 995, 1000],
    ['bytes=10-99999', 10, 1000],
  ])('goes out in part for %s', async (range, from, to) => {
    const response = await get(`/media/${key}`, { range })
    expect(response.statusCode).toBe(206)
    expect(response.headers['content-range']).toBe(`bytes ${from}-${to - 1}/1000`)
    expect(response.rawPayload).toEqual(picture.subarray(from, to))
  })

  it('refuses a range that it does not have', async () => {
    const response = await get(`/media/${key}`, { range: 'bytes=1000-' })
    expect(response.statusCode).toBe(416)
    expect(response.headers['content-range']).toBe('bytes */1000')
    expect(response.body).toBe('')
  })

  it('is not sent again to who has it', async () => {
    const { etag } = (await get(`/media/${key}`)).headers
    const response = await get(`/media/${key}`, { 'if-none-match': String(etag) })
    expect(response.statusCode).toBe(304)
    expect(response.body).toBe('')
  })

  it('answers HEAD without a body', async () => {
    const response = await server.inject({ method: 'HEAD', url: `/media/${key}` })
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-length']).toBe('1000')
    expect(response.body).toBe('')
  })

  it.each([
    '/media/',
    `/media/${newStorageKey('image/png')}`,
    `/media/${key}.svg`,
    `/media/../media/${key}x`,
    '/media/..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/media/%2e%2e/%2e%2e/secret-AB12CD34.js',
    '/media/%00',
    '/media/unfinished/0123456789abcdef0123456789abcdef',
  ])('is not found at %s', async (path) => {
    expect((await get(path)).statusCode).toBe(404)
  })

  it('is not found through dots that are sent as they are', async () => {
    for (const path of ['/media/../secret-AB12CD34.js', '/media/../../../../../../etc/passwd']) {
      const answer = await getRaw(path)
      expect(answer).toMatch(/^HTTP\/1\.1 404 /)
      expect(answer).not.toMatch(/not for you|root:/)
    }
  })
})

describe('the names that browsers and crawlers know', () => {
  it.each([
    ['/static/avatar.png', 400, 400],
    ['/static/avatars/0.png', 400, 400],
    [`/static/avatars/${defaultAvatars - 1}.png`, 400, 400],
    ['/static/header.png', 1500, 500],
    ['/static/video.png', 640, 360],
  ])('include the picture %s', async (path, width, height) => {
    const response = await get(path)
    expect(response.headers['content-type']).toBe('image/png')
    expect(response.headers['cache-control']).toBe('public, max-age=86400')
    expect(await sharp(response.rawPayload).metadata()).toMatchObject({ format: 'png', width, height })
  })

  it('include the icon and the manifest of the client under lasting addresses', async () => {
    expect((await get('/favicon.ico')).headers['content-type']).toBe('image/x-icon')
    expect((await get('/favicon.svg')).headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=3600',
    })
    const manifest = await get('/manifest.webmanifest')
    expect(manifest.headers['content-type']).toBe('application/manifest+json; charset=utf-8')
    expect(manifest.json()).toEqual({ name: 'Cairn' })
  })

  it('include what crawlers may read', async () => {
    const { body } = await get('/robots.txt')
    expect(body).toMatch(/^User-agent: \*\nDisallow: \/auth\/\n/)
    expect(body).toContain('User-agent: GPTBot')
  })
})

describe('reading what the build left', () => {
  it('takes addresses of this server only', () => {
    const assets = readAssets(join(folder, 'dist'), createLog('silent'))
    expect(assets).toMatchObject({
      js: [scriptPath],
      preload: ['/assets/one-AB12CD34.js', '/assets/two-AB12CD34.js'],
      css: ['/assets/pages-AB12CD34.css'],
      clientCss: [],
    })
  })

  it('warns once and says what to do when nothing is built', async () => {
    const warnings: string[] = []
    const assets = readAssets(join(folder, 'absent'), { warn: (message) => warnings.push(message) })
    expect(warnings).toEqual([expect.stringContaining('npm run prepare')])
    expect(assets).toMatchObject({ js: [], css: [], icon: undefined })
  })
})

it('leads to where media are public, for what can be one, and nowhere else', async () => {
  const elsewhere = await createHttpServer({ log: createLog('silent'), trustProxy: [], https: true })
  const storage = openStorage({ dir: join(folder, 'media') })
  const assets = readAssets(join(folder, 'dist'), createLog('silent'))
  registerFiles(elsewhere, { ...nothingElsewhere, storage, assets, publicMedia: 'https://cdn.example/m' })
  const led = await elsewhere.inject({ url: `/media/${key}` })
  expect([led.statusCode, led.headers.location]).toEqual([302, `https://cdn.example/m/${key}`])
  const odd = await elsewhere.inject({ url: '/media/evil.example/x' })
  expect(odd.statusCode).toBe(404)
  await elsewhere.close()
})

it('serves a pictogram for whatever a place may be', async () => {
  const read = async (subject: string) => server.inject(`/static/places/${subject}`)
  const cafe = await read('amenity%3Dcafe.svg')
  expect([cafe.statusCode, cafe.headers['content-type']]).toEqual([200, 'image/svg+xml'])
  expect(cafe.body).toMatch(/^<svg [^>]*viewBox="0 0 15 15">.*<\/svg>/s)
  expect((await read('country.svg')).body).not.toBe(cafe.body)
  const unknown = await read('..%2F..%2Fpackage.json')
  expect([unknown.statusCode, unknown.body]).toEqual([200, (await read('venue.svg')).body])
})
