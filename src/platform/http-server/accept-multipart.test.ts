import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callerOf, type Door, openDoor } from './fixtures/open-door.ts'
import { endpoint, type UploadedFile } from './index.ts'

const maxBytes = 1000

let door: Door
let post: (form: FormData) => Promise<Response>
let lastFile: UploadedFile | undefined

beforeAll(async () => {
  door = await openDoor([
    endpoint({
      method: 'POST',
      path: '/files',
      access: { who: 'public' },
      summary: 'Reads a file.',
      bodyLimit: maxBytes,
      body: Type.Object({
        file: Type.Unsafe<UploadedFile>(Type.Unknown()),
        about: Type.Optional(Type.String()),
      }),
      handle: async ({ body }) => {
        lastFile = body.file
        return {
          ...body,
          file: { ...body.file, path: undefined },
          text: await readFile(body.file.path, 'utf8'),
        }
      },
    }),
  ])
  post = (form) => callerOf(door)()('/files', { method: 'POST', body: form })
})

afterAll(() => door[Symbol.asyncDispose]())

function formWith(content: string, name = 'photo.png'): FormData {
  const form = new FormData()
  form.append('about', 'the sea')
  form.append('file', new Blob([content], { type: 'image/png' }), name)
  return form
}

it('hands over files as files, and fields as parameters', async () => {
  const response = await post(formWith('bytes'))
  expect(await response.json()).toEqual({
    about: 'the sea',
    file: { declaredType: 'image/png', fileName: 'photo.png', size: 5 },
    text: 'bytes',
  })
})

it('removes the file when the request is over', async () => {
  await post(formWith('bytes'))
  const path = lastFile?.path ?? ''
  while (existsSync(path)) await new Promise(setImmediate)
  expect(path).not.toBe('')
})

it('refuses a file that is too large, and keeps nothing of it', async () => {
  const response = await post(formWith('x'.repeat(maxBytes + 1)))
  expect([response.status, await response.json()]).toEqual([
    413,
    { error: expect.stringContaining('too large') },
  ])
})

it('takes a file that is just small enough', async () => {
  expect((await post(formWith('x'.repeat(maxBytes - 1)))).status).toBe(200)
})

it('takes no path from outside', async () => {
  await post(formWith('bytes', '../../etc/passwd'))
  expect(lastFile?.path).not.toContain('passwd')
})

it('refuses more files than anybody needs', async () => {
  const form = formWith('bytes')
  for (let n = 0; n < 20; n++) form.append(`file${n}`, new Blob(['x']), 'x')
  expect((await post(form)).status).toBeGreaterThanOrEqual(400)
})
