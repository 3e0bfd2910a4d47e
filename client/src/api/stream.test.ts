import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type WebSocket as Peer, WebSocketServer } from 'ws'
import { backOff } from './back-off.ts'
import { createLiveStream, type LiveStream, REVOKED, type Told } from './stream.ts'

let server: WebSocketServer
let stream: LiveStream
let losses: [failures: number, code: number][]

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  losses = []
})

afterEach(() => {
  stream.close()
  for (const peer of server.clients) peer.terminate()
  server.close()
})

function start(): Promise<void> {
  const { port } = server.address() as AddressInfo
  const { promise, resolve } = Promise.withResolvers<void>()
  stream = createLiveStream({
    connect: () => new WebSocket(`ws://127.0.0.1:${port}`),
    opened: resolve,
    lost: (...loss) => losses.push(loss),
    wait: () => 5,
  })
  return promise
}

const connected = async () => (await once(server, 'connection'))[0] as Peer
const said = async (peer: Peer) => JSON.parse(String((await once(peer, 'message'))[0])) as unknown

it('goes on after a loss where each stream was last heard', async () => {
  const first = connected()
  void start()
  const told: Told[] = []
  stream.listen({ stream: 'hashtag', tag: 'kyoto' }, (one) => told.push(one))
  const peer = await first
  expect(await said(peer)).toEqual({ type: 'subscribe', stream: 'hashtag', tag: 'kyoto' })
  const again = connected()
  peer.send(JSON.stringify({ stream: ['hashtag', 'kyoto'], event: 'update', payload: '{}', id: '7-9' }))
  peer.send(JSON.stringify({ stream: ['user'], event: 'update', payload: '{}', id: '7-10' }))
  peer.terminate()
  expect(await said(await again)).toEqual({
    type: 'subscribe',
    stream: 'hashtag',
    tag: 'kyoto',
    since: '7-9',
  })
  expect(told).toMatchObject([{ event: 'update', payload: '{}' }])
  expect(losses).toEqual([[1, 1006]])
})

it('shares a stream between two who listen, and leaves it with the last', async () => {
  const connection = connected()
  await start()
  const peer = await connection
  const heard: unknown[] = []
  peer.on('message', (data) => heard.push(JSON.parse((data as Buffer).toString())))
  const stops = [1, 2].map(() => stream.listen({ stream: 'public' }, () => undefined))
  for (const stop of stops) stop()
  stream.listen({ stream: 'public:local' }, () => undefined)
  await expect.poll(() => heard.length).toBe(3)
  expect(heard).toEqual([
    { type: 'subscribe', stream: 'public' },
    { type: 'unsubscribe', stream: 'public' },
    { type: 'subscribe', stream: 'public:local' },
  ])
})

it('does not come back with a token that was revoked', async () => {
  const connection = connected()
  await start()
  const peer = await connection
  let returned = false
  server.on('connection', () => {
    returned = true
  })
  peer.close(REVOKED)
  await expect.poll(() => losses).toEqual([[1, REVOKED]])
  stream.hurry()
  expect(server.clients.size).toBe(0)
  expect(returned).toBe(false)
})

it('waits twice as long after each failure, up to a minute', () => {
  expect([1, 2, 3, 7, 50].map((failures) => backOff(failures, () => 1))).toEqual([
    1000, 2000, 4000, 60_000, 60_000,
  ])
  expect(backOff(3, () => 0)).toBe(2000)
})
