import { Refusal } from '../outcome.ts'

/** A box of ISO/IEC 14496-12 inside a buffer; offsets count from the start of that buffer. */
export interface Box {
  readonly type: string
  /** Where the header starts. */
  readonly start: number
  /** Where the content starts. */
  readonly content: number
  /** Behind the last byte. */
  readonly end: number
}

const mostBoxes = 4096

/**
 * The boxes side by side in `bytes` from `from` to `to`. Linear, at most 4,096 of them; a box that does not fit in
 * exactly is damage. Fewer than eight bytes left over are padding (QuickTime ends `udta` so). Throws `Refusal`.
 */
export function listBoxes(bytes: Buffer, from: number, to: number): readonly Box[] {
  const boxes: Box[] = []
  let at = from
  while (to - at >= 8) {
    const box = readBox(bytes, at, to)
    boxes.push(box)
    at = box.end
    if (boxes.length > mostBoxes) throw brokenVideo()
  }
  return boxes
}

/** The children of a box that has only children in it. */
export function childrenOf(bytes: Buffer, parent: Box): readonly Box[] {
  return listBoxes(bytes, parent.content, parent.end)
}

/** Makes a box say nothing: it keeps its length, so that every offset in the file stays right. */
export function blank(bytes: Buffer, box: Box): void {
  bytes.write('free', box.start + 4, 'latin1')
  bytes.fill(0, box.content, box.end)
}

/** Reads within one box, so that a lying count cannot reach its neighbour. Throws `Refusal` past the end. */
export function within(bytes: Buffer, box: Box): Buffer {
  return bytes.subarray(box.content, box.end)
}

export function brokenVideo(cause?: unknown): Refusal {
  return new Refusal('broken', 'This video is damaged or incomplete and cannot be read.', { cause })
}

function readBox(bytes: Buffer, start: number, to: number): Box {
  const type = bytes.toString('latin1', start + 4, start + 8)
  const short = bytes.readUInt32BE(start)
  const isLong = short === 1
  if (isLong && to - start < 16) throw brokenVideo()
  const size = isLong ? Number(bytes.readBigUInt64BE(start + 8)) : short
  const content = start + (isLong ? 16 : 8)
  if (size < content - start || size > to - start) throw brokenVideo()
  return { type, start, content, end: start + size }
}
