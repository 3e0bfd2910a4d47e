import type { Readable } from 'node:stream'
import type { StoredType } from './stored-types.ts'

/**
 * Where the bytes of uploads live: files on disk (`openStorage`), or a bucket (`openS3Storage`).
 * Keys come only from `newStorageKey`; any other string is refused with `BadStorageKey`.
 */
export interface Storage {
  /**
   * Keeps `source` under `key`, whole or not at all: when this resolves, the bytes survive a power cut.
   * Throws `BadStorageKey` when the key was not made for `contentType`, and what the source throws.
   * @returns the number of bytes kept
   */
  put(key: string, source: StorageSource, facts: { readonly contentType: StoredType }): Promise<number>
  /** Opens a kept object, all of it or the bytes `first`..`last` (both included); undefined when there is none. */
  open(key: string, range?: ByteRange): Promise<StoredObject | undefined>
  /** Forgets an object; removing what is not there is no error. */
  remove(key: string): Promise<void>
  /** Bytes of a kept object; undefined when there is none. */
  sizeOf(key: string): Promise<number | undefined>
}

/** Bytes, a stream of them, or a file on this machine (copied, never moved). */
export type StorageSource = Uint8Array | AsyncIterable<Uint8Array> | { readonly path: string }

/** Positions of the first and the last byte, counted from 0, both included (RFC 9110, section 14.1.2). */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

export interface StoredObject {
  /** The bytes asked for. Read it to the end or destroy it: it holds a file open. */
  readonly stream: Readable
  /** Bytes of the whole object, also when a range was asked for. */
  readonly size: number
  readonly contentType: StoredType
}
