import { createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'
import { signRequest as fedifySign, verifyRequest as fedifyVerify } from '@fedify/fedify/sig'
import { beforeAll, describe, expect, it } from 'vitest'
import { generateActorKeys, importPrivateKey } from './actor-keys.ts'
import { checkBody } from './body-digest.ts'
import { readSignature } from './read-signature.ts'
import { signRequest } from './sign-request.ts'
import { verifySignature } from './verify-signature.ts'

// Fedify 2.3 as an independent judge, both ways.
const keyId = 'https://there.example/users/ann#main-key'
const actorId = 'https://there.example/users/ann'
const origin = 'https://here.example'
const body = JSON.stringify({ type: 'Follow', name: 'données' })
const SPECS = { cavage: 'draft-cavage-http-signatures-12', rfc9421: 'rfc9421' } as const

let privateKey: KeyObject
let fedifyKey: webcrypto.CryptoKey
let publicKeyPem: string

beforeAll(async () => {
  const keys = await generateActorKeys()
  publicKeyPem = keys.rsa.publicKeyPem
  privateKey = importPrivateKey(keys.rsa.privateKeyPem)
  fedifyKey = privateKey.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, ['sign'])
})

const requests = [
  ['POST', `${origin}/inbox`],
  ['GET', `${origin}/users/bob`],
] as const

describe.each(['cavage', 'rfc9421'] as const)('%s', (scheme) => {
  it.each(requests)('made by us for %s is accepted by Fedify', async (method, url) => {
    expect(await isAcceptedByFedify(await signedByUs(method, url))).toBe(true)
  })

  it('made by us is refused by Fedify once the body changes', async () => {
    const request = await signedByUs('POST', `${origin}/inbox`)
    const changed = new Request(request.url, { method: 'POST', headers: request.headers, body: `${body} ` })
    expect(await isAcceptedByFedify(changed)).toBe(false)
  })

  it.each([...requests, ['GET', `${origin}/users/bob/outbox?page=1`] as const])(
    'made by Fedify for %s is accepted by us: %s',
    async (method, url) => {
      expect(await acceptedByUs(await signedByFedify(method, url), method === 'POST' ? body : '')).toBe(
        'verified',
      )
    },
  )

  it('made by Fedify is refused by us once the body or the target changes', async () => {
    const request = await signedByFedify('POST', `${origin}/inbox`)
    expect(await acceptedByUs(request, `${body} `)).toBe('digest-mismatch')
    const moved = new Request(`${origin}/other`, { method: 'POST', headers: request.headers, body })
    expect(await acceptedByUs(moved, body)).toBe('wrong-signature')
  })

  async function signedByUs(method: string, url: string): Promise<Request> {
    const content = method === 'POST' ? { body } : {}
    const headers = await signRequest({ method, url, ...content, key: { keyId, privateKey }, scheme })
    return new Request(url, {
      method,
      headers: { 'content-type': 'application/activity+json', ...headers },
      ...content,
    })
  }

  function signedByFedify(method: string, url: string): Promise<Request> {
    const content = method === 'POST' ? { body } : {}
    const headers = { 'content-type': 'application/activity+json', accept: 'application/activity+json' }
    const request = new Request(url, { method, headers, ...content })
    return fedifySign(request, fedifyKey, new URL(keyId), { spec: SPECS[scheme] })
  }

  async function isAcceptedByFedify(request: Request): Promise<boolean> {
    const documentLoader = (url: string) =>
      Promise.resolve({ documentUrl: url, contextUrl: null, document: actorDocument() })
    return (await fedifyVerify(request, { documentLoader, spec: SPECS[scheme] })) !== null
  }
})

async function acceptedByUs(request: Request, content: string): Promise<string> {
  const { pathname, search } = new URL(request.url)
  const received = {
    method: request.method,
    target: pathname + search,
    rawHeaders: [...request.headers].flat(),
  }
  const read = readSignature(received, { origin, now: new Date() })
  if (read.kind !== 'signed') return read.kind === 'refused' ? read.because : read.kind
  const intact = checkBody(read, Buffer.from(content))
  if (intact.kind === 'refused') return intact.because
  const verified = await verifySignature(intact, createPublicKey(privateKey))
  return verified.kind === 'refused' ? verified.because : verified.kind
}

function actorDocument(): unknown {
  return {
    '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
    type: 'Person',
    id: actorId,
    inbox: `${actorId}/inbox`,
    publicKey: { id: keyId, type: 'CryptographicKey', owner: actorId, publicKeyPem },
  }
}
