import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createProof, verifyProof } from '@fedify/fedify/sig'
import { Create, DataIntegrityProof, Multikey } from '@fedify/fedify/vocab'
import { assert, property, uint8Array } from 'fast-check'
import { expect, it } from 'vitest'
import { decodeBase58, decodeMultikey, encodeBase58, encodeMultikey } from './multikey.ts'
import { addObjectProof, canonicalise, readObjectProof } from './object-proof.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const actor = 'https://there.example/users/ann'
const keyId = `${actor}#ed25519-key`
const document = {
  '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/data-integrity/v1'],
  id: `${actor}/notes/1/activity`,
  type: 'Create',
  actor,
  to: ['https://www.w3.org/ns/activitystreams#Public'],
  object: { id: `${actor}/notes/1`, type: 'Note', attributedTo: actor, content: '<p>Données</p>' },
}
const proven = addObjectProof(document, { key: { keyId, privateKey } })
const isGenuine = (json: Record<string, unknown>, key: KeyObject = publicKey) =>
  readObjectProof(JSON.parse(JSON.stringify(json)) as Record<string, unknown>)?.isMadeWith(key)

it('verifies what it made, and nothing that was changed since', () => {
  expect(isGenuine(proven)).toBe(true)
  expect(isGenuine({ ...proven, actor: 'https://evil.example/users/eve' })).toBe(false)
  expect(isGenuine({ ...proven, extra: 1 })).toBe(false)
  expect(isGenuine({ ...proven, proof: { ...proven.proof, created: '2020-01-01T00:00:00Z' } })).toBe(false)
  expect(isGenuine(proven, generateKeyPairSync('ed25519').publicKey)).toBe(false)
})

it('does not care for the order of members', () => {
  expect(isGenuine(Object.fromEntries(Object.entries(proven).toReversed()))).toBe(true)
})

it.each([
  ['another cryptosuite', { cryptosuite: 'eddsa-rdfc-2022' }],
  ['another purpose', { proofPurpose: 'authentication' }],
  ['another type', { type: 'RsaSignature2017' }],
  ['a key that is no address', { verificationMethod: 'did:key:z6Mk' }],
  ['a value that is none', { proofValue: 'z' }],
  ['a value in another base', { proofValue: 'uAAAA' }],
])('passes over a proof with %s', (_what, changes) => {
  expect(readObjectProof({ ...proven, proof: { ...proven.proof, ...changes } })).toBeUndefined()
})

it('passes over several proofs, and documents without', () => {
  expect(readObjectProof({ ...document, proof: [proven.proof] })).toBeUndefined()
  expect(readObjectProof(document)).toBeUndefined()
})

it('makes proofs that Fedify verifies, and verifies those that Fedify makes', async () => {
  const fedifyKey = new Multikey({
    id: new URL(keyId),
    controller: new URL(actor),
    publicKey: publicKey.toCryptoKey('Ed25519', true, ['verify']),
  })
  const proof = await DataIntegrityProof.fromJsonLd(
    { '@context': 'https://w3id.org/security/data-integrity/v1', ...proven.proof },
    {},
  )
  const keyCache = { get: async () => fedifyKey, set: async () => undefined }
  expect(await verifyProof(proven, proof, { keyCache })).not.toBeNull()
  // To followers alone: what Fedify does to the public collection's name, it does when it sends.
  const create = await Create.fromJsonLd({ ...document, to: [`${actor}/followers`] })
  const made = await createProof(
    create,
    privateKey.toCryptoKey('Ed25519', true, ['sign']),
    new URL(keyId),
    {},
  )
  const signed = (await create.clone({ proofs: [made] }).toJsonLd({ format: 'compact' })) as Record<
    string,
    unknown
  >
  expect(isGenuine(signed)).toBe(true)
})

it('writes Multikeys as FEP-521a has them, and reads them back', () => {
  const text = encodeMultikey(publicKey)
  expect(text).toMatch(/^z6Mk/)
  const pem = decodeMultikey(text)
  expect(pem && createPublicKey(pem).equals(publicKey)).toBe(true)
  // The example of FEP-521a and of the Multikey specification.
  expect(decodeMultikey('z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2')).toContain('BEGIN PUBLIC KEY')
})

it.each(['', 'z', 'z0OIl', 'u6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2', `z${'1'.repeat(300)}`])(
  'takes %j for no Multikey',
  (text) => expect(decodeMultikey(text)).toBeUndefined(),
)

it('reads back any bytes from base 58', () => {
  assert(
    property(uint8Array({ maxLength: 70 }), (bytes) => {
      expect(decodeBase58(encodeBase58(bytes))).toEqual(Buffer.from(bytes))
    }),
  )
})

it('canonicalises as RFC 8785 does', () => {
  // The examples of its sections 3.2.2 and 3.2.3.
  const value = {
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27],
    string: '\u20ac$\u000f\nA\'B"\\\\"/',
    literals: [null, true, false],
  }
  expect(canonicalise(value)).toBe(
    `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
  )
  const odd = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
  expect([...canonicalise(odd).matchAll(/:(\d)/g)].map((match) => match[1])).toEqual([
    '2',
    '4',
    '6',
    '7',
    '1',
    '5',
    '3',
  ])
})
