import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { generateActorKeys, importPrivateKey, importPublicKey } from './actor-keys.ts'

const pem = (key: KeyObject, type: 'spki' | 'pkcs1' = 'spki'): string =>
  String(key.export({ type, format: 'pem' }))

describe('generateActorKeys', () => {
  it('makes pairs that load again', async () => {
    const keys = await generateActorKeys()
    expect(importPrivateKey(keys.rsa.privateKeyPem).asymmetricKeyDetails?.modulusLength).toBe(2048)
    expect(importPrivateKey(keys.ed25519.privateKeyPem).asymmetricKeyType).toBe('ed25519')
    expect(importPublicKey(keys.rsa.publicKeyPem).kind).toBe('key')
    expect(importPublicKey(keys.ed25519.publicKeyPem).kind).toBe('key')
  })
})

describe('importPublicKey', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

  it('takes both forms of RSA key, with blanks and carriage returns around', () => {
    expect(importPublicKey(pem(rsa.publicKey, 'pkcs1')).kind).toBe('key')
    expect(importPublicKey(`\n ${pem(rsa.publicKey).replaceAll('\n', '\r\n')}\n`).kind).toBe('key')
  })

  it.each([
    ['a short RSA key', 'too-weak', pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)],
    [
      'an elliptic curve key',
      'unsupported-type',
      pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey),
    ],
    [
      'an RSA key for PSS only',
      'unsupported-type',
      pem(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey),
    ],
    ['an X25519 key', 'unsupported-type', pem(generateKeyPairSync('x25519').publicKey)],
    ['a private key', 'not-a-public-key', String(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }))],
    ['a broken key', 'not-a-public-key', pem(rsa.publicKey).replace('MII', 'AAA')],
    ['no PEM at all', 'not-a-public-key', 'ssh-rsa AAAA'],
    ['a very long text', 'not-a-public-key', pem(rsa.publicKey) + ' '.repeat(10_000)],
  ] as const)('refuses %s as %s', (_name, because, text) => {
    expect(importPublicKey(text)).toEqual({ kind: 'refused', because })
  })

  it('refuses an exponent that would make each verification costly', () => {
    const { n } = rsa.publicKey.export({ format: 'jwk' })
    const costly = pemFromNumbers(
      Buffer.from(String(n), 'base64url'),
      Buffer.from('0123456789abcdef01', 'hex'),
    )
    expect(importPublicKey(costly)).toEqual({ kind: 'refused', because: 'too-costly' })
    const even = pemFromNumbers(Buffer.from(String(n), 'base64url'), Buffer.from('010000', 'hex'))
    expect(importPublicKey(even)).toEqual({ kind: 'refused', because: 'too-costly' })
  })

  it('refuses a modulus that would make each verification costly', () => {
    const huge = pemFromNumbers(Buffer.alloc(1025, 0xff), Buffer.from('010001', 'hex'))
    expect(importPublicKey(huge)).toEqual({ kind: 'refused', because: 'too-costly' })
  })
})

/** An RSA public key of any numbers, as PKCS #1 PEM. */
function pemFromNumbers(modulus: Buffer, exponent: Buffer): string {
  const integer = (value: Buffer): Buffer => der(0x02, Buffer.concat([Buffer.from([0]), value]))
  const body = der(0x30, Buffer.concat([integer(modulus), integer(exponent)])).toString('base64')
  return `-----BEGIN RSA PUBLIC KEY-----\n${body}\n-----END RSA PUBLIC KEY-----\n`
}

function der(tag: number, content: Buffer): Buffer {
  const size = Buffer.from([0x82, content.length >> 8, content.length & 0xff])
  return Buffer.concat([Buffer.from([tag]), size, content])
}
