import { type KeyObject, verify } from 'node:crypto'
import { promisify } from 'node:util'
import type { IntactRequest } from './body-digest.ts'
import { type Refused, refused, type SignatureAlgorithm } from './signed-request.ts'

/**
 * Verifies a signature whose request and body are already found in order. `verified` says
 * that the holder of `key` signed this request, and nothing about who that is: whether the key belongs to the
 * actor is the caller's question (SECURITY R3, R4).
 */
export async function verifySignature(
  request: IntactRequest,
  key: KeyObject,
): Promise<{ readonly kind: 'verified' } | Refused> {
  const hash = hashFor(request.algorithm, key)
  if (hash === undefined) return refused('algorithm-does-not-fit-key')
  for (const base of request.bases) {
    const isGenuine = await verifyText(hash, Buffer.from(base, 'latin1'), key, request.signature)
    if (isGenuine) return { kind: 'verified' }
  }
  return refused('wrong-signature')
}

/** The hash to sign with, null where the algorithm brings its own, undefined where key and algorithm differ. */
function hashFor(algorithm: SignatureAlgorithm, key: KeyObject): 'sha256' | 'sha512' | null | undefined {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      if (algorithm === 'ed25519') return undefined
      return algorithm === 'rsa-sha512' ? 'sha512' : 'sha256'
    case 'ed25519':
      return algorithm === 'ed25519' || algorithm === 'by-key' ? null : undefined
    default:
      return undefined
  }
}

/**
 * A key of usual size is verified in 25 to 120 µs, which is less than what handing it to the thread pool and back costs
 * the main thread (a quarter of a millisecond under load); only a dear one goes there.
 */
function verifyText(
  hash: string | null,
  text: Buffer,
  key: KeyObject,
  signature: Buffer,
): boolean | Promise<boolean> {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  const isDear = modulusLength > 4096 || publicExponent > 65_537n
  return isDear ? verifyOnPool(hash, text, key, signature) : verify(hash, text, key, signature)
}

const verifyOnPool = promisify(verify)
