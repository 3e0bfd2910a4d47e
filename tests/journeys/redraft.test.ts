import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { createPerson, eventually, type Person } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
})

afterAll(() => server?.[Symbol.asyncDispose]())

async function postWithPhoto() {
  const form = new FormData()
  const photo = await photoWithGps({ latitude: 1, longitude: 2 })
  form.set('file', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'photo.jpg')
  form.set('description', 'A tower')
  const { body: media } = await alice.call('POST', '/api/v2/media', form)
  const { body } = await alice.post('/api/v1/statuses', { status: 'A #tower', media_ids: [media.id] })
  return body
}

it('hands back text and media of a deleted post, to be written anew', async () => {
  const first = await postWithPhoto()
  const deleted = await alice.call('DELETE', `/api/v1/statuses/${first.id}`)
  expectEntity('Status', deleted.body)
  expect(deleted.body.text).toBe('A #tower')
  const mediaId = deleted.body.media_attachments[0].id
  expect((await alice.get(`/api/v1/statuses/${first.id}`)).status).toBe(404)
  const again = await alice.post('/api/v1/statuses', { status: 'A high #tower', media_ids: [mediaId] })
  expect(again.body.media_attachments).toMatchObject([{ id: mediaId, description: 'A tower' }])
  expect((await fetch(again.body.media_attachments[0].url)).status).toBe(200)
})

it('deletes media at once where it is asked for', async () => {
  const post = await postWithPhoto()
  const url = post.media_attachments[0].url
  expect((await fetch(url)).status).toBe(200)
  await alice.call('DELETE', `/api/v1/statuses/${post.id}?delete_media=true`)
  await eventually(async () => (await fetch(url)).status === 404, 'the end of the file')
  const mediaId = post.media_attachments[0].id
  expect((await alice.get(`/api/v1/media/${mediaId}`)).status).toBe(404)
})

it('takes new words for a picture with an edit', async () => {
  const post = await postWithPhoto()
  const { id } = post.media_attachments[0]
  const edited = await alice.call('PUT', `/api/v1/statuses/${post.id}`, {
    status: 'A #tower',
    media_ids: [id],
    media_attributes: [{ id, description: 'A tower at night', focus: '0.5,-0.5' }],
  })
  expect(edited.body.media_attachments[0]).toMatchObject({
    description: 'A tower at night',
    meta: { focus: { x: 0.5, y: -0.5 } },
  })
})
