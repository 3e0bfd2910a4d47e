import { type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { digestBody } from './body-digest.ts'
import { isKeyId } from './key-id.ts'
import type { SignatureScheme } from './signed-request.ts'

/**
 * Signs a request on the thread pool and returns the headers to add, in lower case, `host` included. Covered are
 * method, path with query, host, time and, unless the method is GET or HEAD, the body's SHA-256.
 * @throws TypeError for a key that is neither RSA nor Ed25519, or an id that is no key id
 * @see draft-cavage-http-signatures-12, RFC 9421 (with the Content-Digest of RFC 9530)
 */
export async function signRequest(input: RequestToSign): Promise<Record<string, string>> {
  if (!isKeyId(input.key.keyId)) throw new TypeError('A key id is an absolute http(s) URL')
  const method = input.method.toUpperCase()
  const hasBody = (method !== 'GET' && method !== 'HEAD') || input.body !== undefined
  const message = {
    method,
    url: new URL(input.url),
    digest: input.digest ?? (hasBody ? digestBody(input.body ?? '') : undefined),
    date: input.date ?? new Date(),
    extra: input.headers ?? {},
  }
  return input.scheme === 'cavage' ? signCavage(message, input.key) : signMessage(message, input.key)
}

export type RequestToSign = {
  readonly method: string
  readonly url: string | URL
  readonly body?: Uint8Array | string
  /** The body's SHA-256 in base64 (`digestBody`), so that one activity is hashed once for all its inboxes. */
  readonly digest?: string
  readonly key: SigningKey
  /** Headers to sign and send besides, in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** Time of signing; now by default. */
  readonly date?: Date
  readonly scheme: SignatureScheme
}

export type SigningKey = {
  /** The URL under which others find the public key. */
  readonly keyId: string
  readonly privateKey: KeyObject
}

type Message = {
  readonly method: string
  readonly url: URL
  readonly digest: string | undefined
  readonly date: Date
  readonly extra: Readonly<Record<string, string>>
}

async function signCavage({ method, url, digest, date, extra }: Message, key: SigningKey) {
  const headers: Record<string, string> = {
    host: url.host,
    date: date.toUTCString(),
    ...(digest === undefined ? {} : { digest: `SHA-256=${digest}` }),
    ...extra,
  }
  const target = `${method.toLowerCase()} ${url.pathname}${url.search}`
  const lines = Object.entries({ '(request-target)': target, ...headers })
  const signature = await signText(lines.map(([name, value]) => `${name}: ${value}`).join('\n'), key)
  // RSA under the name that every server knows; `hs2019` means "see the key" to all that know Ed25519.
  const algorithm = key.privateKey.asymmetricKeyType === 'rsa' ? 'rsa-sha256' : 'hs2019'
  const covered = lines.map(([name]) => name).join(' ')
  headers.signature = `keyId="${key.keyId}",algorithm="${algorithm}",headers="${covered}",signature="${signature}"`
  return headers
}

async function signMessage({ method, url, digest, date, extra }: Message, key: SigningKey) {
  const contentDigest = digest === undefined ? {} : { 'content-digest': `sha-256=:${digest}:` }
  const components = Object.entries({
    '@method': method,
    '@target-uri': `${url.origin}${url.pathname}${url.search}`,
    '@authority': url.host,
    ...contentDigest,
    ...extra,
  })
  const alg = key.privateKey.asymmetricKeyType === 'rsa' ? 'rsa-v1_5-sha256' : 'ed25519'
  const created = Math.floor(date.getTime() / 1000)
  const covered = components.map(([name]) => `"${name}"`).join(' ')
  const params = `(${covered});created=${created};keyid="${key.keyId}";alg="${alg}"`
  const lines = [...components, ['@signature-params', params] as const]
  const signature = await signText(lines.map(([name, value]) => `"${name}": ${value}`).join('\n'), key)
  return {
    host: url.host,
    ...contentDigest,
    ...extra,
    'signature-input': `sig1=${params}`,
    signature: `sig1=:${signature}:`,
  }
}

async function signText(text: string, { privateKey }: SigningKey): Promise<string> {
  const type = privateKey.asymmetricKeyType
  if (type !== 'rsa' && type !== 'ed25519') throw new TypeError('Signing keys are RSA or Ed25519')
  const signature = await signOnPool(type === 'rsa' ? 'sha256' : null, Buffer.from(text), privateKey)
  return signature.toString('base64')
}

const signOnPool = promisify(sign)
