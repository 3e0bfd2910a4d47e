import { configure, ZipWriter } from '@zip.js/zip.js'

configure({ useWebWorkers: false })

/** A file that goes into an archive. */
export interface ArchiveFile {
  /** Its path in the archive. */
  readonly name: string
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** Pictures and films do not shrink: they are stored as they are. */
  readonly isPacked?: boolean
}

/**
 * Files as one zip, piece by piece: no more of it is in memory than is read. They are asked for one after the other.
 * @throws what a file throws; whoever reads must then forget what came before
 */
export async function* writeArchive(
  files: AsyncIterable<ArchiveFile>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const stop = new AbortController()
  const ending = AbortSignal.any([signal, stop.signal])
  // A path of files is longer than the fields of the first zip format may tell: sizes are known at the end only.
  const zip = new ZipWriter(writable, { keepOrder: true, zip64: true, signal: ending })
  const writing = writeAll(zip, files, ending).catch(async (cause: unknown) => {
    await writable.abort(cause).catch(() => undefined)
    throw cause
  })
  // Told below; a reader that stops early must not leave it unheard.
  writing.catch(() => undefined)
  try {
    yield* readable
  } catch (error) {
    await writing
    throw error
  } finally {
    stop.abort()
  }
  await writing
}

async function writeAll(
  zip: ZipWriter<unknown>,
  files: AsyncIterable<ArchiveFile>,
  signal: AbortSignal,
): Promise<void> {
  for await (const { name, content, isPacked } of files) {
    signal.throwIfAborted()
    await zip.add(name, ReadableStream.from(content), { level: isPacked ? 0 : 6 })
  }
  await zip.close()
}
