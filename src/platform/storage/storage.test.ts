import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  BadStorageKey,
  newStorageKey,
  openStorage,
  type Storage,
  servingFacts,
  typeOfStorageKey,
} from './index.ts'

let dir: string
let storage: Storage

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cairn-storage-'))
  storage = openStorage({ dir })
})

afterAll(() => rm(dir, { recursive: true, force: true }))

const jpeg = { contentType: 'image/jpeg' } as const

async function keep(text: string): Promise<string> {
  const key = newStorageKey('image/jpeg')
  await storage.put(key, Buffer.from(text), jpeg)
  return key
}

async function* pieces(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

describe('names', () => {
  it('makes a key of 160 random bits in two levels of folders', () => {
    expect(newStorageKey('image/png')).toMatch(/^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{36}\.png$/)
    expect(new Set(Array.from({ length: 100 }, () => newStorageKey('image/png'))).size).toBe(100)
  })

  it('reads the type from the key', () => {
    expect(typeOfStorageKey(newStorageKey('video/mp4'))).toBe('video/mp4')
  })

  const valid = `ab/cd/${'0'.repeat(36)}.jpg`
  it.each([
    '../../etc/passwd',
    `../../${'0'.repeat(36)}.jpg`,
    `/${valid}`,
    `${valid}/..`,
    `${valid}\0`,
    `${valid}\n`,
    valid.replace('ab', '..'),
    valid.replace('.jpg', '.html'),
    valid.replace('.jpg', ''),
    valid.toUpperCase(),
    '',
    'unfinished/x',
  ])('refuses %j in every act', async (key) => {
    await expect(storage.put(key, Buffer.from('x'), jpeg)).rejects.toThrow(BadStorageKey)
    await expect(storage.open(key)).rejects.toThrow(BadStorageKey)
    await expect(storage.remove(key)).rejects.toThrow(BadStorageKey)
    await expect(storage.sizeOf(key)).rejects.toThrow(BadStorageKey)
  })

  it('refuses to keep one type under the key of another', async () => {
    await expect(storage.put(newStorageKey('image/png'), Buffer.from('x'), jpeg)).rejects.toThrow(
      BadStorageKey,
    )
  })
})

describe('keeping', () => {
  it('gives back the bytes, the size and the type', async () => {
    const key = await keep('hello')
    const found = await storage.open(key)
    expect(found).toMatchObject({ size: 5, contentType: 'image/jpeg' })
    expect(found && (await buffer(found.stream)).toString()).toBe('hello')
  })

  it('keeps a stream and says how long it was', async () => {
    const key = newStorageKey('image/jpeg')
    await expect(storage.put(key, pieces('ab', 'cde'), jpeg)).resolves.toBe(5)
    expect(await readFile(join(dir, key), 'utf8')).toBe('abcde')
  })

  it('copies a file and leaves the file where it is', async () => {
    const path = join(dir, 'upload')
    await writeFile(path, 'from a file')
    const key = newStorageKey('image/jpeg')
    await storage.put(key, { path }, jpeg)
    expect(await readFile(join(dir, key), 'utf8')).toBe('from a file')
    expect(await readFile(path, 'utf8')).toBe('from a file')
  })

  it('leaves nothing behind when the stream breaks', async () => {
    async function* broken(): AsyncIterable<Uint8Array> {
      yield Buffer.from('half')
      throw new Error('connection lost')
    }
    const key = newStorageKey('image/jpeg')
    await expect(storage.put(key, broken(), jpeg)).rejects.toThrow('connection lost')
    expect(await storage.sizeOf(key)).toBeUndefined()
    expect(await readdir(join(dir, 'unfinished'))).toEqual([])
  })

  it('reads a part of an object', async () => {
    const found = await storage.open(await keep('0123456789'), { first: 2, last: 4 })
    expect(found?.size).toBe(10)
    expect(found && (await buffer(found.stream)).toString()).toBe('234')
  })

  it('says that a removed object is gone, and removes it twice without complaint', async () => {
    const key = await keep('x')
    expect(await storage.sizeOf(key)).toBeGreaterThan(0)
    await storage.remove(key)
    await storage.remove(key)
    expect(await storage.sizeOf(key)).toBeUndefined()
    expect(await storage.open(key)).toBeUndefined()
  })

  it('lets no other user of the machine read what is kept', async () => {
    const found = await stat(join(dir, await keep('x')))
    expect(found.mode & 0o007).toBe(0)
  })

  it('clears away half-written files of the day before yesterday when it opens, and no newer ones', async () => {
    const old = join(dir, 'unfinished', 'old')
    const fresh = join(dir, 'unfinished', 'fresh')
    await writeFile(old, 'x')
    await writeFile(fresh, 'x')
    await utimes(old, new Date(), new Date(Date.now() - 48 * 3600 * 1000))
    openStorage({ dir })
    expect(await readdir(join(dir, 'unfinished'))).toEqual(['fresh'])
    await rm(fresh)
  })
})

describe('serving', () => {
  const key = newStorageKey('video/mp4')

  it('fixes the type and lets the object run nothing', () => {
    const { status, headers } = servingFacts(key, 10)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '10',
      'x-content-type-options': 'nosniff',
      'content-security-policy':
        "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'; sandbox",
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })

  it.each([
    ['bytes=0-3', { first: 0, last: 3 }, 'bytes 0-3/10'],
    ['bytes=4-', { first: 4, last: 9 }, 'bytes 4-9/10'],
    ['bytes=-2', { first: 8, last: 9 }, 'bytes 8-9/10'],
    ['bytes=-99', { first: 0, last: 9 }, 'bytes 0-9/10'],
    ['bytes=8-99', { first: 8, last: 9 }, 'bytes 8-9/10'],
  ])('answers %s with a part', (range, expected, contentRange) => {
    const facts = servingFacts(key, 10, { range })
    expect(facts).toMatchObject({ status: 206, range: expected })
    expect(facts.headers['content-range']).toBe(contentRange)
    expect(facts.headers['content-length']).toBe(String(expected.last - expected.first + 1))
  })

  it.each(['bytes=10-', 'bytes=-0', 'bytes=99-100'])('refuses %s, which is outside', (range) => {
    const facts = servingFacts(key, 10, { range })
    expect(facts.status).toBe(416)
    expect(facts.headers['content-range']).toBe('bytes */10')
  })

  it.each(['bytes=-', 'bytes=5-2', 'bytes=0-1,3-4', 'items=0-1', 'bytes=a-b'])('ignores %s', (range) => {
    expect(servingFacts(key, 10, { range }).status).toBe(200)
  })

  it('answers 304 to a client that has it already', () => {
    const etag = servingFacts(key, 10).headers['etag']
    expect(servingFacts(key, 10, { ifNoneMatch: `"other", W/${etag}` }).status).toBe(304)
    expect(servingFacts(key, 10, { ifNoneMatch: '"other"' }).status).toBe(200)
  })
})
