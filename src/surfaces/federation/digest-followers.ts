import { createHash } from 'node:crypto'

/**
 * The digest of a set of followers (FEP-8fcf): SHA-256 of each ActivityPub id, all combined by exclusive or, in
 * hexadecimal. The order does not matter; of nobody it is all zeros.
 */
export function digestFollowers(uris: Iterable<string>): string {
  const digest = Buffer.alloc(32)
  for (const uri of new Set(uris)) {
    const hash = createHash('sha256').update(uri).digest()
    for (let index = 0; index < digest.length; index++) {
      digest.writeUInt8(digest.readUInt8(index) ^ hash.readUInt8(index), index)
    }
  }
  return digest.toString('hex')
}
