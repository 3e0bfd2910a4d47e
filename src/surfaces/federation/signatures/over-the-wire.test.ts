import { createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOutboundHttp, type OutboundHop } from '#platform/outbound-http/index.ts'
import { generateActorKeys, importPrivateKey } from './actor-keys.ts'
import { checkBody } from './body-digest.ts'
import { readSignature } from './read-signature.ts'
import { type SigningKey, signRequest } from './sign-request.ts'
import { verifySignature } from './verify-signature.ts'

let origin: string
let key: SigningKey
const server = createServer((req, res) => {
  void judge(req).then((verdict) => {
    if (req.url?.startsWith('/moved')) res.writeHead(302, { location: `/here?%C3%A9=a%20b&at=${verdict}` })
    return res.end(verdict)
  })
})

beforeAll(async () => {
  const { rsa } = await generateActorKeys()
  key = { keyId: 'https://there.example/ann#main-key', privateKey: importPrivateKey(rsa.privateKeyPem) }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.close()
  server.closeAllConnections()
})

async function judge(req: IncomingMessage): Promise<string> {
  const { method = '', url: target = '', rawHeaders } = req
  const read = readSignature({ method, target, rawHeaders }, { origin, now: new Date() })
  if (read.kind !== 'signed') return read.kind
  const intact = checkBody(read, await buffer(req))
  if (intact.kind === 'refused') return intact.because
  const verified = await verifySignature(intact, createPublicKey(key.privateKey))
  return verified.kind === 'refused' ? verified.because : verified.kind
}

describe.each(['cavage', 'rfc9421'] as const)(
  '%s through the outbound client and a real server',
  (scheme) => {
    const prepare = (hop: OutboundHop) => signRequest({ ...hop, key, scheme })

    it('verifies a delivery', async () => {
      await using http = createOutboundHttp({
        allowPrivatePeers: [new URL(origin).host],
        userAgent: 'Cairn test',
      })
      const got = await http.request({
        method: 'POST',
        url: `${origin}/inbox?x=é`,
        body: '{"a":"é"}',
        prepare,
      })
      expect(got.body.toString()).toBe('verified')
    })

    it('verifies each hop of a redirected fetch', async () => {
      await using http = createOutboundHttp({
        allowPrivatePeers: [new URL(origin).host],
        userAgent: 'Cairn test',
      })
      const got = await http.request({ method: 'GET', url: `${origin}/moved`, prepare })
      expect(got.url).toBe(`${origin}/here?%C3%A9=a%20b&at=verified`)
      expect(got.body.toString()).toBe('verified')
    })
  },
)
