import { createPublicKey, type KeyObject } from 'node:crypto'

/**
 * A public key as FEP-521a writes it: multibase base58btc of the multicodec prefix and the key, which is 32 bytes of
 * Ed25519, or an RSAPublicKey (PKCS #1) in DER.
 */
export function encodeMultikey(key: KeyObject): string {
  const isRsa = key.asymmetricKeyType === 'rsa'
  const { x } = isRsa ? {} : key.export({ format: 'jwk' })
  if (!isRsa && (key.asymmetricKeyType !== 'ed25519' || x === undefined))
    throw new TypeError('Only Ed25519 and RSA keys are Multikeys.')
  const bytes = isRsa
    ? [RSA_PREFIX, key.export({ type: 'pkcs1', format: 'der' })]
    : [ED25519_PREFIX, Buffer.from(x ?? '', 'base64url')]
  return `z${encodeBase58(Buffer.concat(bytes))}`
}

/** @returns the key as PEM (SubjectPublicKeyInfo); undefined for other kinds of keys and for what is none */
export function decodeMultikey(text: string): string | undefined {
  if (!text.startsWith('z') || text.length > MAX_LENGTH) return undefined
  const bytes = decodeBase58(text.slice(1))
  if (bytes?.subarray(0, 2).equals(RSA_PREFIX)) return decodeRsa(bytes.subarray(2))
  if (bytes?.length !== 34 || !bytes.subarray(0, 2).equals(ED25519_PREFIX)) return undefined
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(2).toString('base64url') }
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString()
}

function decodeRsa(der: Buffer): string | undefined {
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'pkcs1' })
    return key.export({ type: 'spki', format: 'pem' }).toString()
  } catch {
    // OpenSSL's reasons differ by version and say nothing more than "no key".
    return undefined
  }
}

/** Bitcoin's alphabet; leading zero bytes are leading ones. Quadratic, so for short texts alone. */
export function encodeBase58(bytes: Uint8Array): string {
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`)
  let text = ''
  for (; value > 0n; value /= 58n) text = ALPHABET.charAt(Number(value % 58n)) + text
  const zeros = bytes.findIndex((byte) => byte !== 0)
  return '1'.repeat(zeros < 0 ? bytes.length : zeros) + text
}

export function decodeBase58(text: string): Buffer | undefined {
  if (text.length > MAX_LENGTH) return undefined
  let value = 0n
  for (const letter of text) {
    const digit = ALPHABET.indexOf(letter)
    if (digit < 0) return undefined
    value = value * 58n + BigInt(digit)
  }
  const hex = value === 0n ? '' : value.toString(16)
  const zeros = /^1*/.exec(text)?.[0].length ?? 0
  return Buffer.concat([Buffer.alloc(zeros), Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')])
}

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const ED25519_PREFIX = Buffer.from([0xed, 0x01])
const RSA_PREFIX = Buffer.from([0x85, 0x24])
/** Of an RSA key of 8192 bits. */
const MAX_LENGTH = 1500
