import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOutboundHttp } from './create-outbound-http.ts'
import type { RemoteFault } from './remote-fault.ts'

let server: Server
let port: number

beforeAll(async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const cert = selfSigned('peer.example', { privateKey, publicKey })
  setDefaultCACertificates([cert])
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  server = createServer({ key, cert }, (req, res) => res.end(`hello ${req.headers.host}`))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})

afterAll(() => {
  server.close()
  server.closeAllConnections()
})

describe('https', () => {
  it('checks the certificate against the name while connecting to the checked address', async () => {
    await using http = createOutboundHttp({
      allowPrivatePeers: ['127.0.0.1/32'],
      userAgent: 'Cairn test',
      lookup: async () => ['127.0.0.1'],
    })
    const got = await http.request({ method: 'GET', url: `https://peer.example:${port}/` })
    expect(got.body.toString()).toBe(`hello peer.example:${port}`)
  })

  it('takes no certificate of another name', async () => {
    await using http = createOutboundHttp({
      allowPrivatePeers: ['127.0.0.1/32'],
      userAgent: 'Cairn test',
      lookup: async () => ['127.0.0.1'],
    })
    const wrong = http.request({ method: 'GET', url: `https://other.example:${port}/` })
    await expect(wrong).rejects.toMatchObject({ because: 'unreachable' } satisfies Partial<RemoteFault>)
  })
})

/** A minimal X.509 v3 certificate for one DNS name, valid from 2020 to 2049, as PEM. */
function selfSigned(name: string, keys: { privateKey: KeyObject; publicKey: KeyObject }): string {
  const ecdsaWithSha256 = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')))
  const commonName = der(0x30, der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from(name)))
  const subject = der(0x30, der(0x31, commonName))
  const validity = der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')))
  const altName = der(0x30, der(0x82, Buffer.from(name)))
  const extension = der(0x30, der(0x06, Buffer.from('551d11', 'hex')), der(0x04, altName))
  const toBeSigned = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    subject,
    validity,
    subject,
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, extension)),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', toBeSigned, keys.privateKey)])
  const certificate = der(0x30, toBeSigned, ecdsaWithSha256, der(0x03, signature))
  return `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const length = content.length
  const head = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), content])
}
