import type { OutboundStream } from '#platform/outbound-http/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import { newStorageKey } from '#platform/storage/index.ts'
import type { CopiesNeeds } from './needs.ts'
import { sniffedBytes, sniffType } from './sniff-type.ts'

const mebibyte = 1024 * 1024
const maxPictureBytes = 16 * mebibyte
const maxFilmBytes = 128 * mebibyte
const deadlineMs = 60_000

export type Fetched =
  | { readonly kind: 'kept'; readonly fileKey: string; readonly size: number }
  /** There is nothing that could be shown. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'later' }

/** Brings a file from its address into storage as it comes, never whole in memory: bounded in bytes, time and type. */
export async function fetchCopy(needs: Pick<CopiesNeeds, 'http' | 'storage'>, url: string): Promise<Fetched> {
  const headers = { accept: 'image/*, video/*, audio/*' }
  try {
    return await needs.http.download(
      { method: 'GET', url, headers, maxBytes: maxFilmBytes, deadlineMs },
      (answer) => keep(needs, answer),
    )
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error
    return error.retry === 'later' ? { kind: 'later' } : { kind: 'gone' }
  }
}

async function keep({ storage }: Pick<CopiesNeeds, 'storage'>, answer: OutboundStream): Promise<Fetched> {
  if (answer.status !== 200) return { kind: 'gone' }
  const { head, whole } = await peek(answer.body)
  const contentType = sniffType(head)
  if (!contentType) return { kind: 'gone' }
  const fileKey = newStorageKey(contentType)
  const max = contentType.startsWith('image/') ? maxPictureBytes : maxFilmBytes
  const size = await storage.put(fileKey, upTo(max, whole), { contentType })
  return { kind: 'kept', fileKey, size }
}

/** The first bytes, and all of them once more from the beginning. */
async function peek(
  body: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const rest = body[Symbol.asyncIterator]()
  const chunks: Uint8Array[] = []
  let size = 0
  while (size < sniffedBytes) {
    const next = await rest.next()
    if (next.done) break
    chunks.push(next.value)
    size += next.value.length
  }
  const head = Buffer.concat(chunks)
  return {
    head,
    whole: (async function* () {
      yield head
      for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
    })(),
  }
}

async function* upTo(max: number, source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    if (size > max) throw new RemoteFault('too-large', `The picture has more than ${max} bytes`)
    yield chunk
  }
}
