import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

/** PEM texts: SubjectPublicKeyInfo and PKCS #8. */
export type PemPair = { readonly publicKeyPem: string; readonly privateKeyPem: string }

/** Makes the keys of a new local actor on the thread pool: RSA of 2048 bits, which all servers verify, and Ed25519. */
export async function generateActorKeys(): Promise<{ readonly rsa: PemPair; readonly ed25519: PemPair }> {
  const [rsa, ed25519] = await Promise.all([
    generateOnPool('rsa', { modulusLength: 2048, publicExponent: 65_537 }),
    generateOnPool('ed25519'),
  ])
  return { rsa: toPemPair(rsa), ed25519: toPemPair(ed25519) }
}

/** Loads a private key that this server made. Throws for anything else: the store is broken. */
export function importPrivateKey(pem: string): KeyObject {
  return createPrivateKey(pem)
}

/**
 * Loads the public key of a remote actor from PEM (SubjectPublicKeyInfo or PKCS #1). RSA keys have 2048 to 8192
 * bits: shorter ones are forgeable or soon will be (NIST SP 800-131A; Mastodon makes 2048), and longer ones, or
 * ones with a public exponent above 32 bits, let a stranger choose what a verification costs us.
 */
export function importPublicKey(
  pem: string,
):
  | { readonly kind: 'key'; readonly key: KeyObject }
  | { readonly kind: 'refused'; readonly because: KeyRefusal } {
  const text = pem.length <= MAX_PEM_LENGTH ? pem.trim() : ''
  // Node would also take a private key or a certificate here.
  if (!/^-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(text))
    return { kind: 'refused', because: 'not-a-public-key' }
  const key = parseKey(text)
  if (!key) return { kind: 'refused', because: 'not-a-public-key' }
  if (key.asymmetricKeyType === 'ed25519') return { kind: 'key', key }
  if (key.asymmetricKeyType !== 'rsa') return { kind: 'refused', because: 'unsupported-type' }
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (modulusLength < 2048) return { kind: 'refused', because: 'too-weak' }
  const isPlainExponent = publicExponent >= 3n && publicExponent <= 0xffff_ffffn && publicExponent % 2n === 1n
  if (modulusLength > 8192 || !isPlainExponent) return { kind: 'refused', because: 'too-costly' }
  return { kind: 'key', key }
}

export type KeyRefusal = 'not-a-public-key' | 'unsupported-type' | 'too-weak' | 'too-costly'

function parseKey(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem)
  } catch {
    // OpenSSL's reasons differ by version and say nothing more than "no key".
    return undefined
  }
}

function toPemPair({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): PemPair {
  return {
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const generateOnPool = promisify(generateKeyPair)
const MAX_PEM_LENGTH = 8192
