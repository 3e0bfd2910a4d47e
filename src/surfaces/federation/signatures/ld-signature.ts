import { createHash, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { SigningKey } from './sign-request.ts'

type Json = { readonly [name: string]: unknown }

/**
 * Adds a Linked Data signature (RsaSignature2017), as Mastodon verifies it of what a relay passes on. Nothing else
 * needs one, and none is believed here.
 * @param key an RSA key
 * @throws Error for a document with another context than those that this server uses: none is fetched
 * @see https://docs.joinmastodon.org/spec/security/#ld
 */
export async function addLdSignature<Document extends Json>(
  document: Document,
  { key, date = new Date() }: { readonly key: SigningKey; readonly date?: Date },
): Promise<Document & { readonly signature: Json }> {
  if (key.privateKey.asymmetricKeyType !== 'rsa') throw new TypeError('LD signatures are made with RSA keys.')
  const options = { creator: key.keyId, created: `${date.toISOString().slice(0, 19)}Z` }
  const [optionsHash, documentHash] = await Promise.all([
    hashOf({ '@context': identityContext, ...options }),
    hashOf(document),
  ])
  const signed = await signAsync('sha256', Buffer.from(optionsHash + documentHash), key.privateKey)
  const signature = { type: 'RsaSignature2017', ...options, signatureValue: signed.toString('base64') }
  return { ...document, signature }
}

const signAsync = promisify(sign)
const identityContext = 'https://w3id.org/identity/v1'

/** Everything that a document of this server may name as its context; bundled, as published. */
const contexts: ReadonlyMap<string, string> = new Map([
  ['https://www.w3.org/ns/activitystreams', 'activitystreams'],
  [identityContext, 'identity-v1'],
  ['https://w3id.org/security/data-integrity/v1', 'data-integrity-v1'],
])

/** SHA-256 of the canonical N-Quads (RDF Dataset Canonicalization), hexadecimal. */
async function hashOf(document: object): Promise<string> {
  // Large, and of use only to servers that have relays.
  const { default: jsonld } = await import('jsonld')
  const canonical = await jsonld.canonize(document, {
    algorithm: 'URDNA2015',
    format: 'application/n-quads',
    documentLoader: loadContext,
  })
  return createHash('sha256').update(canonical).digest('hex')
}

async function loadContext(url: string) {
  const name = contexts.get(url)
  if (name === undefined) throw new Error(`The context ${url} is not one of this server's.`)
  const text = await readFile(new URL(`./contexts/${name}.json`, import.meta.url), 'utf8')
  return { documentUrl: url, document: JSON.parse(text) as object as never, contextUrl: undefined }
}
