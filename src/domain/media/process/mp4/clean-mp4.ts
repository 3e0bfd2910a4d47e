import { type FileHandle, open } from 'node:fs/promises'
import { Refusal, type VideoFacts } from '../outcome.ts'
import { brokenVideo } from './boxes.ts'
import { cleanMoov, fragmentedVideo } from './clean-moov.ts'
import { type ByteSpan, mergeSpans } from './sample-ranges.ts'
import { zeroOutside } from './zero-outside.ts'

/**
 * Takes everything out of an MP4 file, in place, that is not needed to play its picture and sound: no re-encoding,
 * every byte keeps its position, what goes becomes `free` boxes of zeros. Inside the media data only the samples of
 * kept tracks stay, so that positions in unlisted corners (dash cameras) go as well. What a camera may have written
 * into the coded picture itself (SEI messages) is not looked at. Throws `Refusal`; then the file is unusable.
 */
export async function cleanMp4(path: string): Promise<VideoFacts> {
  await using file = await open(path, 'r+')
  const { size } = await file.stat()
  const boxes = await listTopBoxes(file, size)
  const [moov, ...more] = boxes.filter((box) => box.type === 'moov')
  if (boxes[0]?.type !== 'ftyp' || boxes[0].end > longestFileType) throw brokenVideo()
  if (!moov || more.length > 0 || moov.end - moov.content > largestMoov) throw brokenVideo()
  const index = await read(file, moov)
  const { samples, ...facts } = cleanMoov(index)
  await file.write(index, 0, index.length, moov.content)
  await cleanRest(file, boxes, mergeSpans(samples))
  await file.sync()
  return facts
}

const mostTopBoxes = 1000
const longestFileType = 512
/** An hour at 60 frames a second has about 3 MiB of index. */
const largestMoov = 16 * 1024 * 1024

interface TopBox extends ByteSpan {
  readonly type: string
  readonly content: number
}

async function listTopBoxes(file: FileHandle, size: number): Promise<readonly TopBox[]> {
  const boxes: TopBox[] = []
  const header = Buffer.alloc(16)
  let start = 0
  while (start < size) {
    const { bytesRead } = await file.read(header, 0, 16, start)
    const box = readTopBox(header.subarray(0, bytesRead), start, size)
    if (box.type === 'moof') throw fragmentedVideo()
    boxes.push(box)
    start = box.end
    if (boxes.length > mostTopBoxes) throw brokenVideo()
  }
  return boxes
}

/** Section 4.2: size 1 has the true size behind the type, size 0 reaches to the end of the file. */
function readTopBox(header: Buffer, start: number, size: number): TopBox {
  if (header.length < 8) throw brokenVideo()
  const short = header.readUInt32BE(0)
  if (short === 1 && header.length < 16) throw brokenVideo()
  const length = short === 0 ? size - start : short === 1 ? Number(header.readBigUInt64BE(8)) : short
  const content = start + (short === 1 ? 16 : 8)
  const end = start + length
  if (end < content || end > size) throw brokenVideo()
  return { type: header.toString('latin1', 4, 8), start, content, end }
}

async function read(file: FileHandle, box: TopBox): Promise<Buffer> {
  const bytes = Buffer.alloc(box.end - box.content)
  const { bytesRead } = await file.read(bytes, 0, bytes.length, box.content)
  if (bytesRead < bytes.length) throw brokenVideo()
  return bytes
}

/** Every sample must lie in media data: one that points anywhere else would keep what is to go. */
async function cleanRest(
  file: FileHandle,
  boxes: readonly TopBox[],
  samples: readonly ByteSpan[],
): Promise<void> {
  let next = 0
  for (const box of boxes) {
    const first = next
    while (box.type === 'mdat' && isInside(samples[next], box)) next += 1
    if (box.type === 'ftyp' || box.type === 'moov') continue
    await zeroOutside(file, { start: box.content, end: box.end }, samples.slice(first, next))
    if (box.type !== 'mdat') await file.write('free', box.start + 4, 'latin1')
  }
  if (next < samples.length) throw brokenVideo()
  if (samples.length === 0) throw new Refusal('broken', 'This video is empty.')
}

function isInside(span: ByteSpan | undefined, box: TopBox): boolean {
  return span !== undefined && span.start >= box.content && span.end <= box.end
}
