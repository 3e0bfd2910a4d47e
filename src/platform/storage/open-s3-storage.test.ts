import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type S3Server, startS3 } from '#kit/s3-server.ts'
import {
  BadStorageKey,
  fallBack,
  moveObjects,
  newStorageKey,
  openS3Storage,
  openStorage,
  type Storage,
} from './index.ts'

const jpeg = { contentType: 'image/jpeg' } as const

describe('a bucket', () => {
  let server: S3Server
  let storage: Storage
  let dir: string

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cairn-s3-test-'))
    server = await startS3()
    storage = openWith({})
  })

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
    if (dir) await rm(dir, { recursive: true, force: true })
  })

  const openWith = (changes: { secretAccessKey?: string; endpoint?: string; bucket?: string }) =>
    openS3Storage({
      ...server,
      region: 'us-east-1',
      addressing: 'path',
      workDir: join(dir, 'work'),
      ...changes,
    })
  const textOf = async (key: string, range?: { first: number; last: number }) => {
    const object = await storage.open(key, range)
    return object && (await buffer(object.stream)).toString()
  }

  it('gives back bytes, size and type', async () => {
    const key = newStorageKey('image/jpeg')
    expect(await storage.put(key, Buffer.from('hello'), jpeg)).toBe(5)
    expect(await storage.open(key)).toMatchObject({ size: 5, contentType: 'image/jpeg' })
    expect(await textOf(key)).toBe('hello')
    expect(await storage.sizeOf(key)).toBe(5)
  })

  it('keeps a stream whose length nobody knows before, and leaves nothing behind of it here', async () => {
    const key = newStorageKey('video/mp4')
    async function* pieces() {
      for (let part = 0; part < 40; part++) yield Buffer.alloc(100_000, part)
    }
    expect(await storage.put(key, pieces(), { contentType: 'video/mp4' })).toBe(4_000_000)
    const object = await storage.open(key)
    expect(
      object && (await buffer(object.stream)).equals(Buffer.concat(await Array.fromAsync(pieces()))),
    ).toBe(true)
    expect(await readdir(join(dir, 'work'))).toEqual([])
  })

  it('keeps nothing of a stream that fails in the middle', async () => {
    const key = newStorageKey('video/mp4')
    async function* broken() {
      yield Buffer.from('beginning')
      throw new Error('The phone was put away.')
    }
    await expect(storage.put(key, broken(), { contentType: 'video/mp4' })).rejects.toThrow('put away')
    expect(await storage.sizeOf(key)).toBeUndefined()
    expect(await readdir(join(dir, 'work'))).toEqual([])
  })

  it('keeps a file, and gives a part of it with the size of all of it', async () => {
    const key = newStorageKey('image/jpeg')
    const path = join(dir, 'picture.jpg')
    await writeFile(path, 'hello world')
    await storage.put(key, { path }, jpeg)
    expect(await textOf(key, { first: 6, last: 8 })).toBe('wor')
    const part = await storage.open(key, { first: 0, last: 0 })
    part?.stream.destroy()
    expect(part?.size).toBe(11)
  })

  it('finds nothing where nothing is, and forgets what is removed, also twice', async () => {
    const key = newStorageKey('image/jpeg')
    expect([await storage.open(key), await storage.sizeOf(key)]).toEqual([undefined, undefined])
    await storage.put(key, Buffer.from('x'), jpeg)
    await storage.remove(key)
    await storage.remove(key)
    expect(await storage.open(key)).toBeUndefined()
  })

  it.each(['../../etc/passwd', `ab/cd/${'0'.repeat(36)}.html`, ''])(
    'refuses the key %j in every act',
    async (key) => {
      await expect(storage.put(key, Buffer.from('x'), jpeg)).rejects.toThrow(BadStorageKey)
      await expect(storage.open(key)).rejects.toThrow(BadStorageKey)
      await expect(storage.remove(key)).rejects.toThrow(BadStorageKey)
      await expect(storage.sizeOf(key)).rejects.toThrow(BadStorageKey)
    },
  )

  it('says what S3 says when it refuses, and never takes a refusal for “not there”', async () => {
    const wrong = openWith({ secretAccessKey: 'wrong-horse-battery' })
    const key = newStorageKey('image/jpeg')
    await expect(wrong.put(key, Buffer.from('x'), jpeg)).rejects.toThrow(/403/)
    await expect(wrong.open(key)).rejects.toThrow(/403/)
  })

  it('fails, and does not hang, when nobody answers', async () => {
    const away = openWith({ endpoint: 'http://127.0.0.1:9' })
    await expect(away.open(newStorageKey('image/jpeg'))).rejects.toThrow('failed at http://127.0.0.1:9')
  })

  it('takes over a folder: read from there until it is moved, moved in two goes, and removed in both', async () => {
    const folder = openStorage({ dir: join(dir, 'media') })
    const keys = Array.from({ length: 30 }, () => newStorageKey('image/jpeg'))
    for (const key of keys) await folder.put(key, Buffer.from(`picture ${key}`), jpeg)
    const both = fallBack(storage, folder)
    const [first = '', second = ''] = keys
    expect(await both.sizeOf(first)).toBe(`picture ${first}`.length)

    let puts = 0
    const breaking = {
      ...storage,
      put: async (...args: Parameters<Storage['put']>) => {
        puts += 1
        if (puts > 10) throw new Error('Ended by the operator.')
        return storage.put(...args)
      },
    }
    const ignore = () => undefined
    await expect(moveObjects(join(dir, 'media'), breaking, ignore)).rejects.toThrow('Ended')
    const moved = await moveObjects(join(dir, 'media'), storage, ignore)
    expect(moved.copied + moved.kept).toBe(30)
    expect(moved.kept).toBeGreaterThanOrEqual(10)
    for (const key of keys) expect(await textOf(key)).toBe(`picture ${key}`)

    await both.remove(second)
    expect([await both.open(second), await folder.open(second), await storage.open(second)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(await moveObjects(join(dir, 'media'), storage, ignore)).toMatchObject({ copied: 0, kept: 29 })
  })
})
