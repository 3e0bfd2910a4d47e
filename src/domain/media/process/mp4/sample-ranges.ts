import { type Box, brokenVideo, within } from './boxes.ts'

/** Bytes of the file from `start` up to, not including, `end`. */
export interface ByteSpan {
  readonly start: number
  readonly end: number
}

/** The boxes of one sample table (`stbl`) that say where its samples lie, by type. */
export type SampleTable = ReadonlyMap<string, Box>

/**
 * Where the samples of a track lie in the file, chunk by chunk (ISO/IEC 14496-12, section 8.7). Linear in the
 * tables' bytes whatever their counts claim. Throws `Refusal` on tables that contradict each other.
 */
export function listSampleRanges(moov: Buffer, table: SampleTable): readonly ByteSpan[] {
  const offsets = readChunkOffsets(moov, table)
  const runs = readChunkRuns(moov, table)
  const sizes = readSampleSizes(moov, table)
  const spans: ByteSpan[] = []
  let sample = 0
  let run = 0
  for (const [index, start] of offsets.entries()) {
    while ((runs[run + 1]?.firstChunk ?? Number.POSITIVE_INFINITY) <= index + 1) run += 1
    const inChunk = Math.min(runs[run]?.samples ?? 0, sizes.count - sample)
    const end = start + sizes.sum(sample, inChunk)
    sample += inChunk
    if (end > start) spans.push({ start, end })
  }
  if (sample < sizes.count) throw brokenVideo()
  return spans
}

/** Sorted, and without overlaps. */
export function mergeSpans(spans: readonly ByteSpan[]): readonly ByteSpan[] {
  const merged: ByteSpan[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last && span.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) }
    else merged.push(span)
  }
  return merged
}

function readChunkOffsets(moov: Buffer, table: SampleTable): readonly number[] {
  const short = table.get('stco')
  const box = short ?? table.get('co64')
  if (!box) throw brokenVideo()
  const bytes = within(moov, box)
  const width = short ? 4 : 8
  const count = countEntries(bytes, 4, 8, width)
  return Array.from({ length: count }, (_, index) =>
    short ? bytes.readUInt32BE(8 + index * 4) : Number(bytes.readBigUInt64BE(8 + index * 8)),
  )
}

interface ChunkRun {
  /** Number of the first chunk, from 1. */
  readonly firstChunk: number
  /** Samples in each chunk of the run. */
  readonly samples: number
}

function readChunkRuns(moov: Buffer, table: SampleTable): readonly ChunkRun[] {
  const box = table.get('stsc')
  if (!box) throw brokenVideo()
  const bytes = within(moov, box)
  const count = countEntries(bytes, 4, 8, 12)
  return Array.from({ length: count }, (_, index) => ({
    firstChunk: bytes.readUInt32BE(8 + index * 12),
    samples: bytes.readUInt32BE(12 + index * 12),
  }))
}

interface SampleSizes {
  readonly count: number
  /** Bytes of `length` samples from number `from` on, counted from 0. */
  sum(from: number, length: number): number
}

function readSampleSizes(moov: Buffer, table: SampleTable): SampleSizes {
  const box = table.get('stsz')
  if (!box) throw brokenVideo()
  const bytes = within(moov, box)
  if (bytes.length < 12) throw brokenVideo()
  const uniform = bytes.readUInt32BE(4)
  if (uniform > 0) return { count: bytes.readUInt32BE(8), sum: (_, length) => length * uniform }
  return {
    count: countEntries(bytes, 8, 12, 4),
    sum(from, length) {
      let total = 0
      for (let index = from; index < from + length; index += 1) total += bytes.readUInt32BE(12 + index * 4)
      return total
    },
  }
}

function countEntries(bytes: Buffer, countAt: number, firstAt: number, width: number): number {
  if (bytes.length < firstAt) throw brokenVideo()
  const count = bytes.readUInt32BE(countAt)
  if (firstAt + count * width > bytes.length) throw brokenVideo()
  return count
}
