import { createPublicKey, type KeyObject } from 'node:crypto'

/** An Ed25519 public key as FEP-521a writes it: multibase base58btc of the multicodec prefix and the 32 bytes. */
export function encodeMultikey(key: KeyObject): string {
  const { x } = key.export({ format: 'jwk' })
  if (key.asymmetricKeyType !== 'ed25519' || x === undefined)
    throw new TypeError('Only Ed25519 keys are Multikeys.')
  return `z${encodeBase58(Buffer.concat([ED25519_PREFIX, Buffer.from(x, 'base64url')]))}`
}

/** @returns the key as PEM (SubjectPublicKeyInfo); undefined for other kinds of keys and for what is none */
export function decodeMultikey(text: string): string | undefined {
  if (!text.startsWith('z') || text.length > MAX_LENGTH) return undefined
  const bytes = decodeBase58(text.slice(1))
  if (bytes?.length !== 34 || !bytes.subarray(0, 2).equals(ED25519_PREFIX)) return undefined
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(2).toString('base64url') }
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString()
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
const MAX_LENGTH = 200
