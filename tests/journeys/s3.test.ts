import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPerson, type Person, personWith } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { type S3Server, startS3 } from '#kit/s3-server.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

// A server moves its uploads from a folder to a bucket while it runs.
let s3: S3Server
let before: TestServer
let after: TestServer
let alice: Person

beforeAll(async () => {
  s3 = await startS3()
  before = await startServer()
  alice = await createPerson(before, 'alice')
}, 120_000)

afterAll(async () => {
  await after?.[Symbol.asyncDispose]()
  await before?.[Symbol.asyncDispose]()
  await s3?.[Symbol.asyncDispose]()
})

/** @returns the path of the picture, which is the same on every process of the server */
async function upload(person: Person): Promise<string> {
  const form = new FormData()
  const photo = await photoWithGps({ latitude: 48.8, longitude: 2.3 })
  form.set('file', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'photo.jpg')
  const { status, body } = await person.call('POST', '/api/v2/media', form)
  expect(status).toBe(200)
  return new URL(body.url as string).pathname
}

it('reads what is in the folder, moves it, and needs the folder no more', async () => {
  const old = await upload(alice)
  after = await startServer({
    dataDir: before.dataDir,
    environment: {
      CAIRN_ORIGIN: before.origin,
      DATABASE_URL: before.databaseUrl ?? '',
      S3_ENDPOINT: s3.endpoint,
      S3_BUCKET: s3.bucket,
      S3_ACCESS_KEY_ID: s3.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    },
  })
  const read = (path: string, headers: Record<string, string> = {}) => fetch(after.origin + path, { headers })
  const bytes = Buffer.from(await (await read(old)).arrayBuffer())
  const young = await upload(personWith(after.origin, alice))
  const moved = JSON.parse(await after.cairn('media', 'move-to-s3')) as { copied: number; kept: number }
  expect(moved.copied).toBeGreaterThan(0)
  await rm(join(before.dataDir, 'media'), { recursive: true })
  expect(Buffer.from(await (await read(old)).arrayBuffer()).equals(bytes)).toBe(true)
  expect((await read(young)).status).toBe(200)
  const part = await read(old, { range: 'bytes=2-5' })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 2-5/${bytes.length}`])
  expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(2, 6))).toBe(true)
})
