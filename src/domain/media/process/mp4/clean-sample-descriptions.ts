import { type Box, blank, brokenVideo, listBoxes } from './boxes.ts'

const codings = {
  video: new Set(['avc1', 'avc3', 'hvc1', 'hev1', 'av01', 'vp09']),
  sound: new Set(['mp4a', 'Opus', 'fLaC', 'ac-3', 'ec-3', 'alac', '.mp3']),
}

/** What a decoder needs to start, then what describes the picture. */
const decoderSettings = [
  'avcC',
  'hvcC',
  'av1C',
  'vpcC',
  'dvcC',
  'dvvC',
  'esds',
  'dOps',
  'dfLa',
  'dac3',
  'dec3',
  'alac',
]
const pictureSettings = ['pasp', 'colr', 'clap', 'btrt', 'mdcv', 'clli']
const settings = new Set([...decoderSettings, ...pictureSettings])

/**
 * Cleans the content of `stsd` in place: keeps the settings that a decoder needs, blanks the rest, among it the name
 * of the encoder (cameras write theirs). False when a coding is none that browsers play. Throws `Refusal`.
 */
export function cleanSampleDescriptions(bytes: Buffer, kind: 'video' | 'sound'): boolean {
  if (bytes.length < 8) throw brokenVideo()
  const entries = listBoxes(bytes, 8, bytes.length)
  if (entries.length === 0 || !entries.every((entry) => codings[kind].has(entry.type))) return false
  for (const entry of entries) {
    const settingsAt = kind === 'video' ? cleanPictureEntry(bytes, entry) : soundSettingsAt(bytes, entry)
    for (const box of listBoxes(bytes, settingsAt, entry.end)) {
      if (!settings.has(box.type)) blank(bytes, box)
    }
  }
  return true
}

/** VisualSampleEntry, section 12.1.3: 78 bytes, with the encoder's name in 32 of them. */
function cleanPictureEntry(bytes: Buffer, entry: Box): number {
  const settingsAt = entry.content + 78
  if (settingsAt > entry.end) throw brokenVideo()
  bytes.fill(0, entry.content + 42, entry.content + 74)
  return settingsAt
}

/** AudioSampleEntry, section 12.2.3: 28 bytes; QuickTime's versions 1 and 2 have more, and turn up in MP4, too. */
function soundSettingsAt(bytes: Buffer, entry: Box): number {
  if (entry.content + 28 > entry.end) throw brokenVideo()
  const version = bytes.readUInt16BE(entry.content + 8)
  const settingsAt = entry.content + 28 + (version === 1 ? 16 : version === 2 ? 36 : 0)
  if (settingsAt > entry.end) throw brokenVideo()
  return settingsAt
}
