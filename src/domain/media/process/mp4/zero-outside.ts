import type { FileHandle } from 'node:fs/promises'
import type { ByteSpan } from './sample-ranges.ts'

const windowBytes = 1024 * 1024

/**
 * Overwrites a region of a file with zeros, except for the sorted, separate spans to keep. Goes window by window, so
 * that a million small gaps cost no more writes than one large one.
 */
export async function zeroOutside(
  file: FileHandle,
  region: ByteSpan,
  keep: readonly ByteSpan[],
): Promise<void> {
  const window = Buffer.alloc(Math.min(windowBytes, region.end - region.start))
  let next = 0
  for (let start = region.start; start < region.end; start += windowBytes) {
    const end = Math.min(start + windowBytes, region.end)
    const bytes = window.subarray(0, end - start)
    while ((keep[next]?.end ?? end) <= start) next += 1
    const here = keepIn({ start, end }, keep, next)
    if (here.length === 1 && here[0]?.start === start && here[0].end === end) continue
    await file.read(bytes, 0, bytes.length, start)
    zeroGaps(bytes, start, here)
    await file.write(bytes, 0, bytes.length, start)
  }
}

/** The parts of spans that lie in the window, from span number `from` on. */
function keepIn(window: ByteSpan, keep: readonly ByteSpan[], from: number): readonly ByteSpan[] {
  const parts: ByteSpan[] = []
  for (let index = from; index < keep.length; index += 1) {
    const span = keep[index]
    if (!span || span.start >= window.end) break
    parts.push({ start: Math.max(span.start, window.start), end: Math.min(span.end, window.end) })
  }
  return parts
}

function zeroGaps(bytes: Buffer, offset: number, keep: readonly ByteSpan[]): void {
  let from = 0
  for (const span of keep) {
    bytes.fill(0, from, span.start - offset)
    from = span.end - offset
  }
  bytes.fill(0, from)
}
