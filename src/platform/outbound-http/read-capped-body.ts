import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { RemoteFault } from './remote-fault.ts'

/** What `readCappedBody` can unpack; goes out as `Accept-Encoding`. */
export const ACCEPTED_ENCODINGS = 'gzip, br'

/**
 * Reads a response to its end, unpacked. Stops, and closes the connection, as soon as more than `maxBytes`
 * have come out of the decompressor, so that a small bomb costs no more than an honest answer.
 * @throws RemoteFault `too-large` or `unreadable`; whatever the stream throws when it is cut
 */
export async function readCappedBody(
  body: Readable,
  { encoding, maxBytes, signal }: { encoding: string; maxBytes: number; signal: AbortSignal },
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) {
      size += chunk.length
      if (size > maxBytes) throw new RemoteFault('too-large', `The answer has more than ${maxBytes} bytes`)
      chunks.push(chunk)
    }
  }
  const unpack = decoderFor(encoding, body)
  if (unpack === undefined) await pipeline(body, collect, { signal })
  else await pipeline(body, unpack, collect, { signal }).catch((error) => blameUnpacking(error, unpack))
  return Buffer.concat(chunks, size)
}

type Decoder = ReturnType<typeof createGunzip> | ReturnType<typeof createBrotliDecompress>

function decoderFor(encoding: string, body: Readable): Decoder | undefined {
  switch (encoding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return undefined
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'br':
      return createBrotliDecompress()
    default:
      body.on('error', () => {}).destroy()
      throw new RemoteFault('unreadable', 'The answer has a content encoding that was not asked for')
  }
}

function blameUnpacking(error: unknown, { bytesWritten }: Decoder): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!/^(?:Z_|ERR_(?:_ERROR_|BROTLI|PADDING|ZLIB))/.test(code)) throw error
  // Front ends label empty answers, too (a 202 from an inbox); nothing packed is nothing.
  if (code === 'Z_BUF_ERROR' && bytesWritten === 0) return
  throw new RemoteFault('unreadable', 'The answer cannot be unpacked', { cause: error })
}

/** A body as it comes, up to `maxBytes`. @throws RemoteFault `too-large` */
export async function* capChunks(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncIterable<Uint8Array> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw new RemoteFault('too-large', `The answer has more than ${maxBytes} bytes`)
    yield chunk
  }
}
