import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AccessWorld, createAccessWorld } from '#kit/access-world.ts'
import { runCommand } from '#kit/run-command.ts'

let world: AccessWorld
let folder: string

beforeAll(async () => {
  world = await createAccessWorld()
  folder = await mkdtemp(join(tmpdir(), 'cairn-lists-'))
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const cairn = (...words: string[]) => runCommand(world, words)
const listed = async () => JSON.parse((await cairn('domain', 'list')).out)
const header = '#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate'

it('blocks, limits and unblocks a domain, and prints what holds as JSON', async () => {
  const blocked = await cairn('domain', 'block', 'Evil.example', '--public-comment', 'Spam', '--obfuscate')
  expect([blocked.code, blocked.err]).toEqual([0, ''])
  expect(JSON.parse(blocked.out)).toMatchObject({
    domain: 'evil.example',
    severity: 'suspend',
    public_comment: 'Spam',
    obfuscate: true,
  })
  await cairn('domain', 'limit', 'evil.example', '--reject-media')
  expect(await listed()).toMatchObject({
    blocks: [{ domain: 'evil.example', severity: 'silence', reject_media: true, obfuscate: false }],
    allows: [],
  })
  expect((await cairn('domain', 'unblock', 'evil.example')).code).toBe(0)
  expect(await cairn('domain', 'unblock', 'evil.example')).toMatchObject({
    code: 1,
    err: 'evil.example is not blocked.\n',
  })
})

it.each([
  ['social.example', 'social.example is this server.\n'],
  ['no domain', 'no domain is not a domain like evil.example.\n'],
])('refuses to block %j', async (name, err) => {
  expect(await cairn('domain', 'block', name)).toMatchObject({ code: 1, err })
})

it('writes down what was done by command', async () => {
  await cairn('domain', 'limit', 'loud.example', '--private-comment', 'Asked for by Ann')
  const { out } = await cairn('audit', 'list', '--target', 'domain:loud.example')
  expect(JSON.parse(out)).toMatchObject([
    {
      action: 'block_domain',
      staffId: null,
      detail: { severity: 'limit', privateComment: 'Asked for by Ann' },
    },
  ])
  await cairn('domain', 'unblock', 'loud.example')
})

it('allows a domain and takes it back', async () => {
  expect(JSON.parse((await cairn('domain', 'allow', 'friend.example')).out)).toMatchObject({
    domain: 'friend.example',
  })
  expect((await cairn('domain', 'disallow', 'friend.example')).code).toBe(0)
  expect((await cairn('domain', 'disallow', 'friend.example')).err).toBe('friend.example is not allowed.\n')
})

it('imports a list as a whole or not at all, and exports it', async () => {
  const file = join(folder, 'list.csv')
  await writeFile(file, `${header}\na.example,suspend,False,False,,False\nb example,suspend\n`)
  const refused = await cairn('domain', 'import', file)
  expect(refused).toMatchObject({
    code: 1,
    out: '',
    err: 'Nothing was imported:\nline 3: b example is not a domain.\n',
  })
  expect((await listed()).blocks).toEqual([])
  await writeFile(
    file,
    `${header}\na.example,suspend,False,False,,False\nb.example,silence,True,False,"x, y",True\n`,
  )
  expect(JSON.parse((await cairn('domain', 'import', file)).out)).toEqual({ added: 2, changed: 0, kept: 0 })
  await writeFile(file, `${header}\na.example,silence,False,False,,False\n`)
  expect(JSON.parse((await cairn('domain', 'import', file)).out)).toEqual({ added: 0, changed: 0, kept: 1 })
  const replaced = await cairn('domain', 'import', file, '--replace')
  expect(JSON.parse(replaced.out)).toEqual({ added: 0, changed: 1, kept: 0 })
  const exported = `${header}\na.example,silence,false,false,,false\nb.example,silence,true,false,"x, y",true`
  expect((await cairn('domain', 'export')).out).toBe(`${exported}\n`)
  expect(JSON.parse((await cairn('domain', 'export', join(folder, 'out.csv'))).out)).toMatchObject({
    blocks: 2,
  })
  expect(await readFile(join(folder, 'out.csv'), 'utf8')).toBe(`${exported}\n`)
  expect(await cairn('domain', 'import', join(folder, 'missing.csv'))).toMatchObject({ code: 1 })
})

it('refuses a list that names this server', async () => {
  const file = join(folder, 'own.csv')
  await writeFile(file, 'z.example\nsocial.example\n')
  expect((await cairn('domain', 'import', file)).err).toBe(
    'Nothing was imported:\nline 2: social.example is this server.\n',
  )
})
