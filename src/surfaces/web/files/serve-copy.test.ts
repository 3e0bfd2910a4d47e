import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { copyPath } from '#domain/copies/index.ts'
import type { Media } from '#domain/media/index.ts'
import { blockDomain, type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'
import { createHttpServer, type HttpServer } from '#platform/http-server/index.ts'
import { createLog } from '#platform/log/index.ts'
import { presentEmoji } from '#surfaces/mastodon-api/present/present-emoji.ts'
import { presentMedia } from '#surfaces/mastodon-api/present/present-media.ts'
import { readAssets, registerFiles } from './index.ts'

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.alloc(3000, 'picture '),
])
const dayMs = 24 * 3600 * 1000

let node: FederationNode
let peer: RemotePeer
let server: HttpServer
let bob: PeerActor
let seenBob: Account
let count = 0

beforeAll(async () => {
  ;[node, peer] = await Promise.all([startFederationNode(), startRemotePeer()])
  bob = peer.createActor('bob', { icon: { type: 'Image', url: `${peer.origin}/bob.png` } })
  servePicture('/bob.png')
  seenBob = await node.find(`bob@${peer.host}`)
  server = await createHttpServer({ log: createLog('silent'), trustProxy: [], https: false })
  registerFiles(server, { ...node, assets: readAssets('/nowhere', createLog('silent')) })
})

beforeEach(() => {
  peer.arrived.length = 0
})

afterAll(async () => {
  await Promise.all([server, node, peer].map((one) => one?.[Symbol.asyncDispose]?.()))
})

function servePicture(path: string, body: Buffer = png, type = 'image/png'): void {
  peer.serve(path, { type, body })
}

/** A post of bob's with one attachment, as it is known here. */
async function postWith(path: string): Promise<Media> {
  count += 1
  const attachment = [{ type: 'Document', mediaType: 'image/png', url: peer.origin + path }]
  const note = peer.note(bob, `${peer.origin}/notes/${count}`, { attachment })
  const create = { type: 'Create', id: `${String(note['id'])}/create`, actor: bob.uri, object: note }
  expect(await peer.post(bob, `${node.origin}/inbox`, create)).toBe(202)
  await untilQuiet(node)
  const post = await node.posts.findPostByUri(String(note['id']))
  const [media] = (await node.media.findByPosts([post?.id ?? ''])).get(post?.id ?? '') ?? []
  if (!media) throw new Error('The picture has not arrived.')
  return media
}

function pathOf(media: Media): string {
  return copyPath('media', media.id, media.remoteUrl ?? '')
}

function asked(path: string): number {
  return peer.arrived.filter((one) => one.path === path).length
}

const get = (url: string, headers: Record<string, string> = {}) => server.inject({ url, headers })

it('gives apps addresses of this server, and the origin beside', async () => {
  servePicture('/a.png')
  const media = await postWith('/a.png')
  expect(presentMedia(node.origin, media)).toMatchObject({
    url: node.origin + pathOf(media),
    preview_url: node.origin + pathOf(media),
    remote_url: `${peer.origin}/a.png`,
  })
})

it('fetches once for all readers, and keeps what it has fetched', async () => {
  servePicture('/b.png')
  const path = pathOf(await postWith('/b.png'))
  const answers = await Promise.all([get(path), get(path), get(path)])
  expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200, 200])
  expect(answers[0]?.rawPayload.equals(png)).toBe(true)
  expect((await get(path)).statusCode).toBe(200)
  expect(asked('/b.png')).toBe(1)
})

it('says the type that the bytes have, and lets them run nothing', async () => {
  servePicture('/c.png', png, 'text/html')
  const { headers } = await get(pathOf(await postWith('/c.png')))
  expect(headers).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'cache-control': 'public, max-age=86400',
  })
  expect(headers['content-security-policy']).toContain('sandbox')
})

it('answers 404 to ids that no account and no file can have', async () => {
  for (const kind of ['avatar', 'header', 'media', 'emoji'])
    expect((await get(`/media/remote/${kind}/9999999999999999999/x`)).statusCode).toBe(404)
})

it('answers ranges', async () => {
  servePicture('/d.png')
  const answer = await get(pathOf(await postWith('/d.png')), { range: 'bytes=0-7' })
  expect([answer.statusCode, answer.headers['content-range']]).toEqual([206, `bytes 0-7/${png.length}`])
  expect(answer.rawPayload.equals(png.subarray(0, 8))).toBe(true)
})

it.each([
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'],
  ['a page', '<!doctype html><script>1</script>'],
  ['nothing', ''],
])('does not give out %s that calls itself a picture', async (_what, body) => {
  servePicture('/evil.png', Buffer.from(body))
  const media = await postWith(`/evil.png?${count}`)
  peer.serve(`/evil.png?${count - 1}`, { type: 'image/png', body: Buffer.from(body) })
  expect((await get(pathOf(media))).statusCode).toBe(404)
})

it('is no proxy for addresses that are not shown here', async () => {
  servePicture('/e.png')
  const media = await postWith('/e.png')
  const paths = [
    copyPath('media', media.id, `${peer.origin}/other.png`),
    copyPath('media', '123', media.remoteUrl ?? ''),
    copyPath('avatar', seenBob.id, media.remoteUrl ?? ''),
    pathOf(media).replace('/media/remote/media/', '/media/remote/header/'),
    pathOf(media).replace(media.id, `${media.id}x`),
  ]
  for (const path of paths) expect((await get(path)).statusCode).toBe(404)
  expect(asked('/e.png')).toBe(0)
})

it('gives out avatars, but not of who is suspended', async () => {
  const path = copyPath('avatar', seenBob.id, `${peer.origin}/bob.png`)
  expect((await get(path)).rawPayload.equals(png)).toBe(true)
  peer.createActor('eve', { icon: { type: 'Image', url: `${peer.origin}/eve.png` } })
  servePicture('/eve.png')
  const seenEve = await node.find(`eve@${peer.host}`)
  await node.accounts.suspendAccount(seenEve.id)
  expect((await get(copyPath('avatar', seenEve.id, `${peer.origin}/eve.png`))).statusCode).toBe(404)
})

it('gives out emoji of other servers, by the address that these name last', async () => {
  const imageUrl = `${peer.origin}/blob.png`
  servePicture('/blob.png')
  await node.emojis.saveRemote(peer.host, [{ shortcode: 'blob', uri: null, imageUrl }])
  const wanted = { domain: peer.host, names: ['blob'] }
  const [emoji] = (await node.emojis.find([wanted]))(wanted)
  const { url } = presentEmoji(node.origin, emoji ?? ({} as never))
  const answer = await get(url.slice(node.origin.length))
  expect(answer.rawPayload.equals(png)).toBe(true)
  const others = [`other@${peer.host}`, 'blob@', 'blob', `blob@${peer.host}/`]
  for (const id of others) expect((await get(copyPath('emoji', id, imageUrl))).statusCode).toBe(404)
  expect((await get(copyPath('emoji', `blob@${peer.host}`, `${imageUrl}?2`))).statusCode).toBe(404)
})

it('says that the other server has trouble, and keeps showing an old copy', async () => {
  peer.serve('/f.png', { status: 500, body: '' })
  const media = await postWith('/f.png')
  const answer = await get(pathOf(media))
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '60'])
  await get(pathOf(media))
  expect(asked('/f.png')).toBe(1)
  servePicture('/f.png')
  node.clock.advance(61_000)
  expect((await get(pathOf(media))).statusCode).toBe(200)
  peer.serve('/f.png', { status: 500, body: '' })
  node.clock.advance(8 * dayMs)
  expect((await get(pathOf(media))).statusCode).toBe(200)
  expect(asked('/f.png')).toBe(3)
  node.clock.advance(-8 * dayMs - 61_000)
})

it('forgets what its server no longer has once the copy is old, and what was deleted at once', async () => {
  servePicture('/g.png')
  servePicture('/h.png')
  const [gone, deleted] = [await postWith('/g.png'), await postWith('/h.png')]
  for (const media of [gone, deleted]) expect((await get(pathOf(media))).statusCode).toBe(200)
  peer.serve('/g.png', { status: 404, body: '' })
  node.clock.advance(8 * dayMs)
  expect((await get(pathOf(gone))).statusCode).toBe(404)
  node.clock.advance(-8 * dayMs)
  const before = await copies()
  const post = await node.posts.findPost(deleted.postId as never)
  await node.posts.receiveDelete(post?.uri ?? '', seenBob.id)
  await expect.poll(copies).toBe(before - 1)
  expect((await get(pathOf(deleted))).statusCode).toBe(404)
})

async function copies(): Promise<number> {
  const [row] = await node.db.sql<{ count: number }[]>`select count(*)::int as count from remote_copies`
  return row?.count ?? 0
}

it('keeps no more than it may: old copies go, and the least used', async () => {
  servePicture('/i.png')
  await get(pathOf(await postWith('/i.png')))
  await node.db.sql`update remote_copies set size = 5000000000`
  expect(await node.copies.prune()).toBeGreaterThan(0)
  expect(await copies()).toBe(0)
})

it('neither fetches nor shows media of a domain whose media are rejected', async () => {
  servePicture('/j.png')
  servePicture('/k.png')
  const [kept, unseen] = [await postWith('/j.png'), await postWith('/k.png')]
  expect((await get(pathOf(kept))).statusCode).toBe(200)
  await blockDomain(node, '127.0.0.1', { severity: 'none', rejectMedia: true })
  for (const media of [kept, unseen]) expect((await get(pathOf(media))).statusCode).toBe(404)
  expect(asked('/k.png')).toBe(0)
})
