import { hash, timingSafeEqual } from 'node:crypto'
import { type BodyDigest, type Refused, refused, type SignedRequest } from './signed-request.ts'
import { parseDictionary } from './structured-fields.ts'

declare const intact: unique symbol

/** A signed request whose body is the one that was signed; only `checkBody` makes it. */
export type IntactRequest = SignedRequest & { readonly [intact]: true }

/**
 * Hashes the raw body and compares it with every digest that the signature covers (SECURITY R2). Costs
 * microseconds, so do it before fetching a key. A body that no digest covers is refused.
 */
export function checkBody(request: SignedRequest, body: Uint8Array): IntactRequest | Refused {
  if (request.digests.length === 0 && body.length > 0) return refused('digest-missing')
  const fits = request.digests.every(({ algorithm, value }) => {
    const actual = hash(algorithm, body, 'buffer')
    return actual.length === value.length && timingSafeEqual(actual, value)
  })
  return fits ? (request as IntactRequest) : refused('digest-mismatch')
}

/** SHA-256 of a body in base64, the form that `signRequest` takes: once for an activity with many inboxes. */
export function digestBody(body: Uint8Array | string): string {
  return hash('sha256', body, 'base64')
}

/**
 * Reads the older `Digest: SHA-256=…` (RFC 3230), which draft-cavage signs. Unknown algorithms are passed over;
 * undefined when none is left or one is malformed.
 */
export function parseDigestHeader(value: string): readonly BodyDigest[] | undefined {
  const digests: BodyDigest[] = []
  for (const part of value.split(',', MAX_DIGESTS)) {
    const equals = part.indexOf('=')
    const algorithm = ALGORITHMS.get(part.slice(0, equals).trim().toLowerCase())
    if (equals < 0 || !algorithm) continue
    const encoded = part.slice(equals + 1).trim()
    const digest = toDigest(algorithm, Buffer.from(encoded, 'base64'))
    if (!digest || !BASE64.test(encoded)) return undefined
    digests.push(digest)
  }
  return digests.length > 0 ? digests : undefined
}

/** Reads `Content-Digest: sha-256=:…:` (RFC 9530), which RFC 9421 signs; otherwise like `parseDigestHeader`. */
export function parseContentDigest(value: string): readonly BodyDigest[] | undefined {
  const dictionary = parseDictionary(value)
  if (!dictionary) return undefined
  const digests: BodyDigest[] = []
  for (const [key, member] of dictionary) {
    const algorithm = ALGORITHMS.get(key)
    if (!algorithm) continue
    if (member.kind !== 'item' || member.value.type !== 'bytes') return undefined
    const digest = toDigest(algorithm, member.value.value)
    if (!digest) return undefined
    digests.push(digest)
  }
  return digests.length > 0 ? digests : undefined
}

function toDigest(algorithm: BodyDigest['algorithm'], value: Buffer): BodyDigest | undefined {
  return value.length === LENGTHS[algorithm] ? { algorithm, value } : undefined
}

const MAX_DIGESTS = 8
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
const LENGTHS = { sha256: 32, sha512: 64 }
const ALGORITHMS = new Map<string, BodyDigest['algorithm']>([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
])
