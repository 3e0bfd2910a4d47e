import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, openAsBlob } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { AwsClient } from 'aws4fetch'
import type { ByteRange, Storage, StorageSource, StoredObject } from './storage.ts'
import { BadStorageKey, typeOfStorageKey } from './storage-key.ts'
import type { StoredType } from './stored-types.ts'

export interface S3Settings {
  /** Where the S3 API answers: `https://s3.example.org`. */
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** `path`: endpoint/bucket/key; `host`: bucket.endpoint/key. */
  readonly addressing: 'path' | 'host'
}

const answerWithinMs = 15_000
const uploadWithinMs = 10 * 60_000
const retries = 3

/**
 * Keeps objects in a bucket of an S3 API, which may be private: this server reads them for whoever may see them. One PUT
 * an object, signed together with the digest of its bytes (AWS Signature Version 4): it is there whole or not at all.
 * @param needs.workDir where a stream is gathered before it is sent, for S3 wants to know its length first
 */
export function openS3Storage(needs: S3Settings & { readonly workDir: string }): Storage {
  const { accessKeyId, secretAccessKey, region } = needs
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries })
  const ask: Ask = async (method, key, { headers = {}, body, withinMs = answerWithinMs } = {}) => {
    const waiting = new AbortController()
    const timer = setTimeout(() => waiting.abort(new Error('S3 does not answer.')), withinMs)
    try {
      const init = { method, headers, signal: waiting.signal, ...(body !== undefined && { body }) }
      return await client.fetch(addressOf(needs, key), init)
    } catch (cause) {
      throw new Error(`${method} of an object failed at ${needs.endpoint}.`, { cause })
    } finally {
      clearTimeout(timer)
    }
  }
  return {
    put: (key, source, { contentType }) => put(ask, needs.workDir, { key, source, contentType }),
    open: (key, range) => openObject(ask, key, range),
    async remove(key) {
      const response = await ask('DELETE', checked(key))
      if (response.status !== 404) await refuseUnlessOk(response, 'DELETE')
    },
    async sizeOf(key) {
      const response = await ask('HEAD', checked(key))
      if (response.status === 404) return undefined
      await refuseUnlessOk(response, 'HEAD')
      return Number(response.headers.get('content-length'))
    },
  }
}

type Ask = (
  method: string,
  key: string,
  more?: {
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: Blob
    readonly withinMs?: number
  },
) => Promise<Response>

function addressOf({ endpoint, bucket, addressing }: S3Settings, key: string): string {
  const url = new URL(endpoint)
  const base = url.pathname.replace(/\/$/, '')
  if (addressing === 'host') url.hostname = `${bucket}.${url.hostname}`
  url.pathname = addressing === 'host' ? `${base}/${key}` : `${base}/${bucket}/${key}`
  return url.href
}

/** Only what storage itself names ever becomes an address. */
function checked(key: string): string {
  if (typeOfStorageKey(key) === undefined) throw new BadStorageKey()
  return key
}

async function put(
  ask: Ask,
  workDir: string,
  { key, source, contentType }: { key: string; source: StorageSource; contentType: StoredType },
): Promise<number> {
  if (typeOfStorageKey(key) !== contentType) throw new BadStorageKey()
  if ('path' in source) return putFile(ask, { key, path: source.path, contentType })
  if (source instanceof Uint8Array) {
    const digest = createHash('sha256').update(source).digest('hex')
    return send(ask, { key, body: new Blob([Uint8Array.from(source)]), digest, contentType })
  }
  await mkdir(workDir, { recursive: true, mode: 0o750 })
  const path = join(workDir, `s3-${randomBytes(16).toString('hex')}`)
  try {
    await pipeline(source, createWriteStream(path, { mode: 0o640, flags: 'wx' }))
    return await putFile(ask, { key, path, contentType })
  } finally {
    await rm(path, { force: true })
  }
}

async function putFile(
  ask: Ask,
  { key, path, contentType }: { key: string; path: string; contentType: StoredType },
): Promise<number> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return send(ask, { key, body: await openAsBlob(path), digest: hash.digest('hex'), contentType })
}

async function send(
  ask: Ask,
  { key, body, digest, contentType }: { key: string; body: Blob; digest: string; contentType: StoredType },
): Promise<number> {
  const headers = {
    'content-type': contentType,
    // What a browser is told that reads it from the bucket's own address.
    'cache-control': 'public, max-age=31536000, immutable',
    'x-amz-content-sha256': digest,
  }
  const response = await ask('PUT', key, { headers, body, withinMs: uploadWithinMs })
  await refuseUnlessOk(response, 'PUT')
  await response.body?.cancel()
  return body.size
}

async function openObject(
  ask: Ask,
  key: string,
  range: ByteRange | undefined,
): Promise<StoredObject | undefined> {
  const contentType = typeOfStorageKey(checked(key))
  const headers = range ? { range: `bytes=${range.first}-${range.last}` } : {}
  const response = await ask('GET', key, { headers })
  if (response.status === 404 || !contentType) {
    await response.body?.cancel()
    return undefined
  }
  await refuseUnlessOk(response, 'GET')
  if (!response.body) throw new Error('S3 answers GET without a body.')
  // Node's streams and the web's have the same shape under two names.
  const stream = Readable.fromWeb(response.body as ReadableStream<Uint8Array>)
  return { stream, size: wholeSize(response), contentType }
}

/** `bytes 0-9/100`, or the length where all of it comes. */
function wholeSize({ headers }: Response): number {
  const total = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1]
  return Number(total ?? headers.get('content-length'))
}

/** @throws Error with S3's own word for what is wrong: `AccessDenied`, `NoSuchBucket` */
async function refuseUnlessOk(response: Response, act: string): Promise<void> {
  if (response.ok) return
  const text = (await response.text()).slice(0, 4000)
  const code = /<Code>(\w{1,100})<\/Code>/.exec(text)?.[1] ?? ''
  throw new Error(`S3 answers ${act} with ${response.status} ${code}`.trimEnd())
}
