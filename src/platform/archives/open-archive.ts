import { openAsBlob } from 'node:fs'
import { open } from 'node:fs/promises'
import { BlobReader, configure, type FileEntry, ZipReader } from '@zip.js/zip.js'

// Workers of the library are for browsers: Node's own inflate runs on the thread pool.
configure({ useWebWorkers: false })

/** The archive cannot be read, or is larger than anybody needs. `message` is fit to be shown. */
export class ArchiveFault extends Error {
  override readonly name = 'ArchiveFault'
}

/** One file of an archive. Its name is text of a stranger and no path of ours. */
export interface ArchiveEntry {
  readonly name: string
  /** Bytes, as the archive says; never more are given out. */
  readonly size: number
  /** Unpacks piece by piece. @throws ArchiveFault */
  read(signal?: AbortSignal): AsyncIterable<Uint8Array>
}

export interface Archive extends AsyncDisposable {
  readonly entries: readonly ArchiveEntry[]
}

const maxEntries = 50_000
/** Text shrinks to a tenth or twentieth; what shrinks further was made to. */
const maxRatio = 250
const smallBytes = 1024 * 1024

/** Whether a file begins like a zip file (APPNOTE 4.3.7; an empty one, 4.3.16). */
export async function isZip(path: string): Promise<boolean> {
  await using file = await open(path, 'r')
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
  return (
    bytesRead === 4 && buffer.readUInt16BE(0) === 0x504b && [0x0304, 0x0506].includes(buffer.readUInt16BE(2))
  )
}

/**
 * Opens a zip file without unpacking anything.
 * @param maxBytes of all entries together when unpacked, and of what is given out of one
 * @throws ArchiveFault
 */
export async function openArchive(
  path: string,
  { maxBytes }: { readonly maxBytes: number },
): Promise<Archive> {
  const reader = new ZipReader(new BlobReader(await openAsBlob(path)), { checkOverlappingEntry: true })
  try {
    return {
      entries: await listEntries(reader, maxBytes),
      async [Symbol.asyncDispose]() {
        await reader.close()
      },
    }
  } catch (cause) {
    await reader.close().catch(() => undefined)
    throw cause instanceof ArchiveFault ? cause : new ArchiveFault('The zip file is damaged.', { cause })
  }
}

async function listEntries(reader: ZipReader<Blob>, maxBytes: number): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = []
  let bytes = 0
  let seen = 0
  for await (const entry of reader.getEntriesGenerator()) {
    seen += 1
    if (seen > maxEntries) throw new ArchiveFault(`The zip file holds more than ${maxEntries} files.`)
    if (entry.directory || entry.encrypted) continue
    bytes += entry.uncompressedSize
    if (bytes > maxBytes || isBomb(entry)) throw new ArchiveFault('The zip file is too large when unpacked.')
    entries.push({
      name: entry.filename,
      size: entry.uncompressedSize,
      read: (signal) => unpack(entry, signal),
    })
  }
  return entries
}

function isBomb({ uncompressedSize, compressedSize }: FileEntry): boolean {
  return uncompressedSize > smallBytes && uncompressedSize > maxRatio * compressedSize
}

async function* unpack(entry: FileEntry, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const stop = new AbortController()
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const ended = entry
    .getData(writable, { signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal })
    .then(
      () => undefined,
      (cause: unknown) => new ArchiveFault('The zip file is damaged.', { cause }),
    )
  let bytes = 0
  try {
    for await (const piece of readable) {
      bytes += piece.length
      if (bytes > entry.uncompressedSize) throw new ArchiveFault('The zip file is damaged.')
      yield piece
    }
  } catch (error) {
    throw error instanceof ArchiveFault ? error : ((await ended) ?? error)
  } finally {
    stop.abort()
  }
  const fault = await ended
  if (fault) throw fault
}
