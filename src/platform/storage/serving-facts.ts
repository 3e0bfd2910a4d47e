import type { ByteRange } from './storage.ts'
import { typeOfStorageKey } from './storage-key.ts'

/** What an HTTP answer about a stored object must say. `range` is set for 206: pass it to `Storage.open`. */
export interface ServingFacts {
  readonly status: 200 | 206 | 304 | 416
  readonly headers: Readonly<Record<string, string>>
  readonly range?: ByteRange
}

/**
 * The status and headers for serving a stored object of `size` bytes, by RFC 9110 (ranges, validators) and R31:
 * the type is fixed by the key, never sniffed, and the document can run nothing even when opened on its own.
 * Objects never change under their key, so that they may be cached for ever. Pure; throws nothing.
 */
export function servingFacts(
  key: string,
  size: number,
  request: { readonly range?: string | undefined; readonly ifNoneMatch?: string | undefined } = {},
): ServingFacts {
  const etag = `"${key.replaceAll('/', '')}"`
  const headers = {
    'content-type': typeOfStorageKey(key) ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'public, max-age=31536000, immutable',
    'accept-ranges': 'bytes',
    etag,
  }
  if (names(request.ifNoneMatch, etag)) return { status: 304, headers }
  const range = parseByteRange(request.range, size)
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } }
  }
  if (!range) return { status: 200, headers: { ...headers, 'content-length': String(size) } }
  const length = String(range.last - range.first + 1)
  const contentRange = `bytes ${range.first}-${range.last}/${size}`
  return {
    status: 206,
    headers: { ...headers, 'content-length': length, 'content-range': contentRange },
    range,
  }
}

function names(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim()))
}

/** One range only: several, or a broken header, mean the whole object, as RFC 9110 section 14.2 allows. */
function parseByteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (!match) return undefined
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return undefined
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 }
  }
  const first = Number(from)
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < first) return undefined
  return first >= size ? 'unsatisfiable' : { first, last }
}
