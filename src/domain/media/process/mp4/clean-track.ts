import { Refusal } from '../outcome.ts'
import { type Box, blank, brokenVideo, childrenOf, within } from './boxes.ts'
import { cleanSampleDescriptions } from './clean-sample-descriptions.ts'
import { type ByteSpan, listSampleRanges } from './sample-ranges.ts'

/** `width` and `height` in pixels as shown; 0 for sound. */
export interface CleanTrack {
  readonly kind: 'video' | 'sound'
  readonly samples: readonly ByteSpan[]
  readonly width: number
  readonly height: number
}

/**
 * Cleans one track (`trak`) in place. Undefined when it is neither picture nor sound in a known coding: then the
 * caller blanks it, and its samples with it. Throws `Refusal`.
 */
export function cleanTrack(moov: Buffer, track: Box): CleanTrack | undefined {
  const kept = keepOnly(moov, childrenOf(moov, track), ['tkhd', 'edts', 'mdia'])
  const media = kept.get('mdia')
  const header = kept.get('tkhd')
  const edits = kept.get('edts')
  if (!media || !header) throw brokenVideo()
  if (edits) keepOnly(moov, childrenOf(moov, edits), ['elst'])
  const parsed = cleanMedia(moov, media)
  const { width, height } = cleanTrackHeader(within(moov, header))
  if (!parsed) return undefined
  return { ...parsed, width, height }
}

function cleanMedia(
  moov: Buffer,
  media: Box,
): { kind: 'video' | 'sound'; samples: readonly ByteSpan[] } | undefined {
  const kept = keepOnly(moov, childrenOf(moov, media), ['mdhd', 'hdlr', 'minf'])
  const header = kept.get('mdhd')
  const handler = kept.get('hdlr')
  const information = kept.get('minf')
  if (!header || !handler || !information) throw brokenVideo()
  cleanTimes(within(moov, header))
  const kind = cleanHandler(within(moov, handler))
  if (!kind) return undefined
  const parts = keepOnly(moov, childrenOf(moov, information), ['vmhd', 'smhd', 'dinf', 'stbl'])
  const data = parts.get('dinf')
  const tableBox = parts.get('stbl')
  if (!tableBox) throw brokenVideo()
  if (data) refuseOutsideData(moov, data)
  const table = keepOnly(moov, childrenOf(moov, tableBox), tableBoxes)
  const descriptions = table.get('stsd')
  if (!descriptions || !cleanSampleDescriptions(within(moov, descriptions), kind)) return undefined
  return { kind, samples: listSampleRanges(moov, table) }
}

const whereSamplesLie = ['stsc', 'stsz', 'stco', 'co64']
const whenSamplesShow = ['stts', 'ctts', 'cslg', 'stss', 'sdtp', 'sgpd', 'sbgp']
const tableBoxes = ['stsd', ...whereSamplesLie, ...whenSamplesShow]

/** Blanks every box that is not named, and every second one of a name. */
function keepOnly(moov: Buffer, boxes: readonly Box[], names: readonly string[]): Map<string, Box> {
  const kept = new Map<string, Box>()
  for (const box of boxes) {
    if (names.includes(box.type) && (!kept.has(box.type) || repeatable.has(box.type))) kept.set(box.type, box)
    else blank(moov, box)
  }
  return kept
}

const repeatable = new Set(['sgpd', 'sbgp'])

/** `hdlr`: tells the kind of the track; its name and maker say which camera it was. */
function cleanHandler(bytes: Buffer): 'video' | 'sound' | undefined {
  if (bytes.length < 24) throw brokenVideo()
  const type = bytes.toString('latin1', 8, 12)
  bytes.fill(0, 12)
  if (type === 'vide') return 'video'
  return type === 'soun' ? 'sound' : undefined
}

/** A creation and a modification time behind version and flags, as in `tkhd` and `mdhd`. */
function cleanTimes(bytes: Buffer): void {
  if (bytes.length < 24) throw brokenVideo()
  bytes.fill(0, 4, bytes[0] === 1 ? 20 : 12)
}

/** `tkhd`: the size as shown, in whole pixels; a quarter turn in the matrix swaps the sides. */
function cleanTrackHeader(bytes: Buffer): { width: number; height: number } {
  cleanTimes(bytes)
  const matrixAt = bytes[0] === 1 ? 52 : 40
  if (bytes.length < matrixAt + 44) throw brokenVideo()
  const width = bytes.readUInt32BE(matrixAt + 36) >>> 16
  const height = bytes.readUInt32BE(matrixAt + 40) >>> 16
  const isTurned = bytes.readInt32BE(matrixAt) === 0 && bytes.readInt32BE(matrixAt + 4) !== 0
  return isTurned ? { width: height, height: width } : { width, height }
}

/** `dinf`/`dref`: samples must lie in this very file, never behind a path or an address (R21). */
function refuseOutsideData(moov: Buffer, data: Box): void {
  const references = keepOnly(moov, childrenOf(moov, data), ['dref']).get('dref')
  if (!references) return
  const list = { ...references, content: references.content + 8 }
  if (list.content > references.end) throw brokenVideo()
  for (const entry of childrenOf(moov, list)) {
    const bytes = within(moov, entry)
    if (bytes.length < 4) throw brokenVideo()
    if (entry.type !== 'url ' || (bytes.readUInt32BE(0) & 1) === 0) {
      throw new Refusal('unsupported', 'This video points to another file. Export it as one MP4 file.')
    }
    bytes.fill(0, 4)
  }
}
