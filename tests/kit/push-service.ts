import { createDecipheriv, createECDH, hkdfSync, randomBytes, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** A message as the app that subscribed reads it. */
export interface Pushed {
  readonly headers: IncomingHttpHeaders
  readonly encoding: 'aes128gcm' | 'aesgcm'
  /** Who says to have sent it: the key that signed, base64url. */
  readonly serverKey: string
  // What is pushed is the test's to know.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly message: any
  readonly text: string
}

export interface PushService extends AsyncDisposable {
  readonly origin: string
  /** What an app hands to its server; keys of this subscription. */
  subscribe(path: string): { endpoint: string; keys: { p256dh: string; auth: string } }
  readonly pushed: readonly Pushed[]
  /** Requests to any path, read or not. */
  readonly asked: readonly string[]
  /** What the service answers from now on. */
  answerWith(status: number): void
}

/** A push service and its app in one: takes messages, checks who signed them, and decrypts them (RFC 8291, 8292). */
export async function startPushService(): Promise<PushService> {
  const subscriptions = new Map<string, { ecdh: ReturnType<typeof createECDH>; auth: Buffer }>()
  const pushed: Pushed[] = []
  const asked: string[] = []
  let status = 201
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const path = request.url ?? ''
      asked.push(path)
      const keys = subscriptions.get(path)
      if (keys && status < 300) pushed.push(read(origin, request.headers, body, keys))
      response.writeHead(status).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No address.')
  const origin = `http://127.0.0.1:${address.port}`
  return {
    origin,
    pushed,
    asked,
    answerWith(next) {
      status = next
    },
    subscribe(path) {
      const ecdh = createECDH('prime256v1')
      ecdh.generateKeys()
      const auth = randomBytes(16)
      subscriptions.set(path, { ecdh, auth })
      const keys = { p256dh: ecdh.getPublicKey().toString('base64url'), auth: auth.toString('base64url') }
      return { endpoint: origin + path, keys }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Keys = { ecdh: ReturnType<typeof createECDH>; auth: Buffer }

function read(origin: string, headers: IncomingHttpHeaders, body: Buffer, keys: Keys): Pushed {
  const encoding = headers['content-encoding'] === 'aes128gcm' ? 'aes128gcm' : 'aesgcm'
  const text = encoding === 'aes128gcm' ? decryptStandard(body, keys) : decryptDraft(headers, body, keys)
  return { headers, encoding, serverKey: checkSigner(origin, headers), message: JSON.parse(text), text }
}

/** RFC 8188 and 8291. */
function decryptStandard(body: Buffer, { ecdh, auth }: Keys): string {
  const salt = body.subarray(0, 16)
  const idLength = body.readUInt8(20)
  const sender = body.subarray(21, 21 + idLength)
  const shared = ecdh.computeSecret(sender)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender])
  const secret = hkdf(shared, auth, info, 32)
  const plain = decrypt(body.subarray(21 + idLength), {
    key: hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16),
    nonce: hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12),
  })
  const end = plain.lastIndexOf(2)
  return plain.subarray(0, end).toString()
}

/** draft-ietf-webpush-encryption-03. */
function decryptDraft(headers: IncomingHttpHeaders, body: Buffer, { ecdh, auth }: Keys): string {
  const salt = Buffer.from(parameter(headers['encryption'], 'salt'), 'base64url')
  const sender = Buffer.from(parameter(headers['crypto-key'], 'dh'), 'base64url')
  const secret = hkdf(ecdh.computeSecret(sender), auth, Buffer.from('Content-Encoding: auth\0'), 32)
  const length = Buffer.from([0, 65])
  const context = Buffer.concat([Buffer.from('P-256\0'), length, ecdh.getPublicKey(), length, sender])
  const info = (name: string) => Buffer.concat([Buffer.from(`Content-Encoding: ${name}\0`), context])
  const plain = decrypt(body, {
    key: hkdf(secret, salt, info('aesgcm'), 16),
    nonce: hkdf(secret, salt, info('nonce'), 12),
  })
  return plain.subarray(2 + plain.readUInt16BE(0)).toString()
}

function hkdf(secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length))
}

function decrypt(sealed: Buffer, { key, nonce }: { key: Buffer; nonce: Buffer }): Buffer {
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
}

/** @returns the key that signed the token for this very service; throws where it did not */
function checkSigner(origin: string, headers: IncomingHttpHeaders): string {
  const header = headers.authorization ?? ''
  const token = /t=([^,\s]+)/.exec(header)?.[1] ?? /^WebPush (\S+)/.exec(header)?.[1] ?? ''
  const serverKey = /k=([^,\s]+)/.exec(header)?.[1] ?? parameter(headers['crypto-key'], 'p256ecdsa')
  const [head = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(serverKey, 'base64url')
  const key = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key, format: 'jwk', dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  const { aud, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string; exp: number }
  if (!isSigned || aud !== origin || exp * 1000 < Date.now()) throw new Error('The signer is not known.')
  return serverKey
}

function parameter(header: string | string[] | undefined, name: string): string {
  return new RegExp(`${name}=([\\w-]+)`).exec(String(header ?? ''))?.[1] ?? ''
}
