import { hash, type KeyObject, sign, verify } from 'node:crypto'
import { isKeyId } from './key-id.ts'
import { decodeBase58, encodeBase58 } from './multikey.ts'
import type { SigningKey } from './sign-request.ts'

type Json = { readonly [name: string]: unknown }

/**
 * Adds an object integrity proof (FEP-8b32, cryptosuite eddsa-jcs-2022) to a document.
 * @param key an Ed25519 key, whose id is that of a Multikey of the actor
 * @see W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.3
 */
export function addObjectProof<Document extends Json>(
  document: Document,
  { key, date = new Date() }: { readonly key: SigningKey; readonly date?: Date },
): Document & { readonly proof: Json } {
  if (key.privateKey.asymmetricKeyType !== 'ed25519')
    throw new TypeError('Object proofs are made with Ed25519 keys.')
  const context = document['@context']
  const options = {
    ...(context !== undefined && { '@context': context }),
    type: 'DataIntegrityProof',
    cryptosuite: CRYPTOSUITE,
    verificationMethod: key.keyId,
    proofPurpose: 'assertionMethod',
    created: `${date.toISOString().slice(0, 19)}Z`,
  }
  const signature = sign(null, hashOf(document, options), key.privateKey)
  return { ...document, proof: { ...options, proofValue: `z${encodeBase58(signature)}` } }
}

/** A proof that is well formed; nothing is proven yet. */
export interface ObjectProof {
  /** The id of the key that it claims to be made with. */
  readonly keyId: string
  readonly created: Date | undefined
  /** Whether the holder of the key has signed the document as it is, its proof aside. */
  isMadeWith(key: KeyObject): boolean
}

/** Reads the proof of a document. @returns undefined where there is none of a kind that is understood, or several */
export function readObjectProof(document: Json): ObjectProof | undefined {
  const proof = Object.hasOwn(document, 'proof') ? document['proof'] : undefined
  if (!isJson(proof)) return undefined
  const { proofValue, ...options } = proof
  const keyId = options['verificationMethod']
  const isUnderstood =
    options['type'] === 'DataIntegrityProof' &&
    options['cryptosuite'] === CRYPTOSUITE &&
    options['proofPurpose'] === 'assertionMethod'
  if (!isUnderstood || typeof keyId !== 'string' || !isKeyId(keyId)) return undefined
  if (typeof proofValue !== 'string' || !proofValue.startsWith('z')) return undefined
  const signature = decodeBase58(proofValue.slice(1))
  if (signature?.length !== 64) return undefined
  const { proof: _proof, ...unsigned } = document
  const created = Date.parse(String(options['created']))
  return {
    keyId,
    created: Number.isNaN(created) ? undefined : new Date(created),
    isMadeWith: (key) =>
      key.asymmetricKeyType === 'ed25519' &&
      possibleOptions(unsigned, options).some((each) => verify(null, hashOf(unsigned, each), key, signature)),
  }
}

/** Where the proof names no context of its own, some sign with the document's (Fedify 2), and some with none. */
function possibleOptions(document: Json, options: Json): Json[] {
  if (Object.hasOwn(options, '@context') || document['@context'] === undefined) return [options]
  return [{ ...options, '@context': document['@context'] }, options]
}

function hashOf(document: Json, options: Json): Buffer {
  const [one, other] = [options, document].map((part) => hash('sha256', canonicalise(part), 'buffer'))
  return Buffer.concat([one ?? Buffer.alloc(0), other ?? Buffer.alloc(0)])
}

/** The JSON Canonicalization Scheme (RFC 8785): no spaces, names in order of their UTF-16 units. */
export function canonicalise(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalise).join(',')}]`
  if (!isJson(value)) return JSON.stringify(value) ?? 'null'
  const members = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort((one, other) => (one < other ? -1 : 1))
    .map((name) => `${JSON.stringify(name)}:${canonicalise(value[name])}`)
  return `{${members.join(',')}}`
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const CRYPTOSUITE = 'eddsa-jcs-2022'
