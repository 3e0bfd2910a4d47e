import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'

const generate = promisify(generateKeyPair)

/** A key pair that every server of the network verifies, RSA of 2048 bits, as PEM texts; made on the thread pool. */
export async function makeSigningKey(): Promise<{ publicPem: string; privatePem: string }> {
  const pair = await generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { publicPem: pair.publicKey, privatePem: pair.privateKey }
}
