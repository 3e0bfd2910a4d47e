import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DebianClients, debianClients } from '#kit/debian-clients.ts'
import { letAppIn } from '#kit/let-app-in.ts'
import { createPerson, eventually, type Person } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

// Apps written by others, from Debian's packages: unpacked, not installed.

const found = await debianClients()
const skip = 'because' in found
if (skip) process.stderr.write(`Debian's clients are left out: ${found.because}\n`)

describe.skipIf(skip)("Debian's clients", () => {
  const clients = found as DebianClients
  let server: TestServer
  let folder: string
  let photo: string
  let bob: Person
  let alice: Person

  beforeAll(async () => {
    server = await startServer()
    alice = await createPerson(server, 'alice')
    bob = await createPerson(server, 'bob')
    folder = await mkdtemp(join(tmpdir(), 'cairn-clients-'))
    photo = join(folder, 'tower.jpg')
    await writeFile(photo, await photoWithGps({ latitude: 52.52, longitude: 13.405 }))
    await bob.post('/api/v1/statuses', { status: 'Tea?', poll: { options: ['Yes', 'No'], expires_in: 3600 } })
    await bob.post('/api/v1/statuses', { status: 'Bob was at the lake' })
    await bob.post('/api/v1/statuses', { status: '@alice hello' })
    await eventually(async () => (await alice.get('/api/v1/notifications')).body.length > 0, 'the mention')
  }, 240_000)

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  it('Mastodon.py signs in, posts, edits, polls, boosts, lists, filters, searches, pages and streams', async () => {
    const program = clients.run('mastodon_client.py', [server.origin, photo, 'bob'], folder)
    await program.say(await letAppIn(await program.waitFor(/^AUTHORIZE (.*)$/m), 'alice'))
    const seen = JSON.parse(await program.waitFor(/^RESULT (.*)$/m)) as Record<string, unknown>
    expect(await program.ended).toBe(0)
    expect(seen).toMatchObject({
      me: 'alice',
      uri: new URL(server.origin).host,
      health: true,
      alt: 'A tower',
      options: ['A', 'B'],
      edited: '<p>Look up</p>',
      versions: 2,
      source: 'Look up',
      boosted: true,
      liked: true,
      kept: [true],
      voted: [0],
      list: ['bob'],
      filters: ['noise'],
      found: ['bob'],
      public: true,
      home: true,
      marker: true,
      streamed: '<p>Live from Python</p>',
      gone: true,
    })
    expect(seen['pages']).toBeGreaterThan(2)
    expect(seen['notified']).toContain('mention')
  }, 240_000)

  describe('toot', () => {
    const toot = async (...args: string[]) => {
      const program = clients.run('toot', args, folder)
      const status = await program.ended
      if (status !== 0) throw new Error(`toot ${args.join(' ')}: ${status}\n${program.output()}`)
      return program.output()
    }

    beforeAll(async () => {
      const { host } = new URL(server.origin)
      const program = clients.run('toot', ['login', '-i', host, '--disable-https'], folder)
      const address = await program.waitFor(/^(http:\S+)$/m)
      await program.say('n')
      await program.say(await letAppIn(address, 'alice'))
      if ((await program.ended) !== 0) throw new Error(program.output())
    }, 240_000)

    it('knows who it is, and where', async () => {
      expect(await toot('whoami')).toContain('@alice')
      expect(await toot('instance', '--disable-https', '--no-color')).toContain('Cairn')
    })

    it('posts with a photo, finds it in timelines, boosts, keeps, pins and deletes', async () => {
      const posted = await toot('post', 'From a terminal #lake', '-m', photo, '-d', 'A tower', '--no-color')
      const id = /\/(\d+)\s*$/m.exec(posted)?.[1] ?? ''
      expect((await alice.get(`/api/v1/statuses/${id}`)).body.media_attachments[0].description).toBe(
        'A tower',
      )
      for (const where of [[], ['--public'], ['--tag', 'lake']])
        expect(await toot('timeline', '--once', '--no-color', ...where)).toContain('From a terminal')
      for (const act of ['favourite', 'bookmark', 'pin', 'reblog', 'unreblog']) await toot(act, id)
      expect(await toot('bookmarks', '--once', '--no-color')).toContain('From a terminal')
      await toot('delete', id)
      expect((await alice.get(`/api/v1/statuses/${id}`)).status).toBe(404)
    }, 240_000)

    it('follows, mutes, blocks, searches, reads a thread, tags and notifications', async () => {
      await toot('follow', 'bob')
      expect(await toot('following', 'alice', '--no-color')).toContain('bob')
      for (const act of ['mute', 'block', 'unblock', 'unmute']) await toot(act, 'bob')
      expect(await toot('search', 'bob', '--no-color')).toContain('@bob')
      expect(await toot('whois', 'bob', '--no-color')).toContain('@bob')
      await toot('tags_follow', 'lake')
      expect(await toot('tags_followed', '--no-color')).toContain('lake')
      const [last] = (await bob.get(`/api/v1/accounts/${bob.id}/statuses`)).body as { id: string }[]
      expect(await toot('thread', last?.id ?? '', '--no-color')).toContain('hello')
      // Blocking took what was there.
      await bob.post('/api/v1/statuses', { status: '@alice again' })
      await eventually(async () => (await alice.get('/api/v1/notifications')).body.length > 0, 'a mention')
      expect(await toot('notifications', '--no-color')).toContain('mentioned you')
    }, 240_000)
  })
})
