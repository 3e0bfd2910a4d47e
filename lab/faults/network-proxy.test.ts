import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Exchange, type NetworkProxy, startNetworkProxy } from './network-proxy.ts'

const server = createServer((request, response) => {
  request.resume().once('end', () => response.writeHead(202).end('x'.repeat(20_000)))
})
let proxy: NetworkProxy
let origin: string

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy = await startNetworkProxy((server.address() as AddressInfo).port)
  origin = `http://127.0.0.1:${proxy.port}`
})

afterAll(async () => {
  await proxy[Symbol.asyncDispose]()
  server.close()
})

const ask = (timeoutMs = 5000) =>
  fetch(origin, { method: 'POST', body: 'hello', signal: AbortSignal.timeout(timeoutMs) }).then(
    async (answer) => `${answer.status} ${(await answer.text()).length}`,
    (error: Error) => error.name,
  )

it('carries everything when the network is good, and counts it', async () => {
  expect(await ask()).toBe('202 20000')
  expect(proxy.carried.down).toBeGreaterThan(20_000)
})

it('shows the first line of requests and of their answers', async () => {
  const seen: Exchange[] = []
  proxy.watch((exchange) => seen.push(exchange))
  await ask()
  expect(seen.map(({ kind, line }) => `${kind} ${line}`)).toEqual(['request POST /', 'answer HTTP/1.1 202'])
})

it('delivers late and slowly, but whole', async () => {
  proxy.become({ latencyMs: 30, jitterMs: 20, bytesPerSecond: 200_000 })
  const begun = performance.now()
  expect(await ask()).toBe('202 20000')
  expect(performance.now() - begun).toBeGreaterThan(60)
})

it.each(['refuse', 'reset'] as const)('ends connections at once when told to %s', async (fault) => {
  proxy.become({ fault })
  expect(await ask()).toBe('TypeError')
})

it('answers nothing as a black hole, and works again when healed', async () => {
  proxy.become({ fault: 'blackhole' })
  expect(await ask(200)).toBe('TimeoutError')
  proxy.become({})
  expect(await ask()).toBe('202 20000')
})
