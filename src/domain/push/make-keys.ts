import { createECDH } from 'node:crypto'
import type { VapidKeys } from './push-store.ts'

/** A key pair on P-256 as RFC 8292 wants it, base64url. */
export function makeKeys(): VapidKeys {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  return {
    publicKey: pair.getPublicKey().toString('base64url'),
    // Leading zeros are part of it.
    privateKey: Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()])
      .subarray(-32)
      .toString('base64url'),
  }
}
