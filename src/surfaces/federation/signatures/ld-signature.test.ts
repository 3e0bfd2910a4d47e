import { generateKeyPairSync, webcrypto } from 'node:crypto'
import { verifyJsonLd } from '@fedify/fedify/sig'
import { CryptographicKey } from '@fedify/fedify/vocab'
import { expect, it } from 'vitest'
import { postContext } from '../describe/context.ts'
import { addLdSignature } from './ld-signature.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const actor = 'https://cairn.example/users/alice'
const key = { keyId: `${actor}#main-key`, privateKey: pair.privateKey }
const activity = {
  '@context': postContext,
  id: 'https://cairn.example/posts/1/activity',
  type: 'Create',
  actor,
  to: ['https://www.w3.org/ns/activitystreams#Public'],
  object: {
    id: 'https://cairn.example/posts/1',
    type: 'Note',
    attributedTo: actor,
    content: '<p>Grüße, <a href="https://example.org/">Welt</a> 👋</p>',
    sensitive: false,
    tag: [{ type: 'Hashtag', name: '#rue', href: 'https://cairn.example/tags/rue' }],
  },
}

/** Fedify's judgement, with the key as its owner gives it out. */
async function isValid(document: object): Promise<boolean> {
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' })
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const publicKey = await webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify'])
  const cached = new CryptographicKey({
    id: new URL(key.keyId),
    owner: new URL(actor),
    publicKey: publicKey as never,
  })
  const keyCache = { get: async () => cached, set: async () => undefined }
  return verifyJsonLd(document, {
    keyCache,
    documentLoader: async () => ({ documentUrl: actor, contextUrl: null, document: owner }),
  })
}

const owner = {
  '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
  id: actor,
  type: 'Person',
  publicKey: {
    id: key.keyId,
    owner: actor,
    publicKeyPem: pair.publicKey.export({ type: 'spki', format: 'pem' }),
  },
}

it('signs what Fedify takes for genuine', async () => {
  expect(await isValid(await addLdSignature(activity, { key }))).toBe(true)
})

it('signs all that is said', async () => {
  const signed = await addLdSignature(activity, { key })
  const changed = { ...signed, object: { ...signed.object, content: 'Something else' } }
  expect(await isValid(changed)).toBe(false)
})

it('asks nobody for a context', async () => {
  const strange = { ...activity, '@context': 'https://evil.example/context' }
  await expect(addLdSignature(strange, { key })).rejects.toThrow('evil.example')
})
