import { afterAll, beforeAll, expect, it } from 'vitest'
import { mp4WithGps } from '#kit/mp4-with-gps.ts'
import { createPerson, type Person } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person
let photo: Buffer

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  photo = await photoWithGps({ latitude: 52.52, longitude: 13.405 })
}, 240_000)

afterAll(() => server?.[Symbol.asyncDispose]())

function formOf(files: Readonly<Record<string, { bytes: Buffer; type: string }>>): FormData {
  const form = new FormData()
  for (const [name, { bytes, type }] of Object.entries(files))
    form.append(name, new Blob([new Uint8Array(bytes)], { type }), name)
  return form
}

const film = () => ({ bytes: mp4WithGps(), type: 'video/mp4' })
const picture = () => ({ bytes: photo, type: 'image/jpeg' })
const upload = (files: Parameters<typeof formOf>[0]) => alice.call('POST', '/api/v2/media', formOf(files))

it('a film has the picture that came with it, without what the picture tells', async () => {
  const { status, body } = await upload({ file: film(), thumbnail: picture() })
  expect([status, body.type, typeof body.blurhash]).toEqual([200, 'video', 'string'])
  expect(body.meta.small).toMatchObject({ width: expect.any(Number), height: expect.any(Number) })
  const preview = await fetch(body.preview_url as string)
  expect(preview.headers.get('content-type')).toBe('image/webp')
  expect(Buffer.from(await preview.arrayBuffer()).includes('GPS')).toBe(false)
})

it('a film that came without one has a stand-in, because apps throw it away otherwise, and may get its own later', async () => {
  const { body } = await upload({ file: film() })
  expect(body.preview_url).toBe(`${server.origin}/static/video.png`)
  expect((await fetch(body.preview_url as string)).status).toBe(200)
  const path = `/api/v1/media/${body.id}`
  const changed = await alice.call('PUT', path, formOf({ thumbnail: picture() }))
  expect([changed.status, changed.body.preview_url]).toEqual([200, expect.stringContaining('/media/')])
  const again = await alice.call('PUT', path, formOf({ thumbnail: picture() }))
  expect(again.body.preview_url).not.toBe(changed.body.preview_url)
  expect((await fetch(changed.body.preview_url as string)).status).toBe(404)
  expect((await bob.call('PUT', path, formOf({ thumbnail: picture() }))).status).toBe(404)
})

it('a picture stands for itself', async () => {
  const { body } = await upload({ file: picture(), thumbnail: film() })
  expect([body.type, body.preview_url]).toEqual(['image', expect.stringContaining('/media/')])
})

it('refuses a film as the picture of a film', async () => {
  const refused = await upload({ file: film(), thumbnail: film() })
  expect([refused.status, refused.body.error]).toEqual([
    422,
    'Validation failed: Only a picture can stand for a film.',
  ])
  const { body } = await upload({ file: film() })
  const changed = await alice.call('PUT', `/api/v1/media/${body.id}`, formOf({ thumbnail: film() }))
  expect(changed.status).toBe(422)
})
