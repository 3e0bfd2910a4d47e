import { Refusal, type VideoFacts } from '../outcome.ts'
import { type Box, blank, brokenVideo, listBoxes, within } from './boxes.ts'
import { cleanTrack } from './clean-track.ts'
import type { ByteSpan } from './sample-ranges.ts'

/**
 * Cleans the content of a `moov` box in place and tells what is in the video and where its samples lie. What is not
 * known to be needed for playing is blanked: `udta` and `meta` with the place and the phone, `uuid` with XMP, and
 * whole tracks of positions (GoPro `gpmd`, Apple `mebx`, DJI subtitles). The rest loses its times. Throws `Refusal`.
 */
export function cleanMoov(moov: Buffer): VideoFacts & { readonly samples: readonly ByteSpan[] } {
  const samples: ByteSpan[] = []
  let duration = 0
  let picture: { width: number; height: number } | undefined
  for (const box of listBoxes(moov, 0, moov.length)) {
    if (box.type === 'mvhd') {
      duration = cleanMovieHeader(moov, box)
    } else if (box.type === 'trak') {
      const track = cleanTrack(moov, box)
      if (!track) {
        blank(moov, box)
        continue
      }
      samples.push(...track.samples)
      if (track.kind === 'video') picture ??= { width: track.width, height: track.height }
    } else {
      // Fragments would have tables of their own behind our back.
      if (box.type === 'mvex') throw fragmentedVideo()
      blank(moov, box)
    }
  }
  if (!picture) {
    throw new Refusal(
      'unsupported',
      'This video has no picture that browsers can play. Export it as MP4 with H.264.',
    )
  }
  return { ...picture, durationSeconds: duration, samples }
}

export function fragmentedVideo(): Refusal {
  const message = 'Fragmented MP4 videos (as for streaming) cannot be uploaded. Export it as an ordinary MP4.'
  return new Refusal('unsupported', message)
}

/** `mvhd`: drops when the film was made, returns how long it is in seconds. */
function cleanMovieHeader(moov: Buffer, box: Box): number {
  const bytes = within(moov, box)
  const isLong = bytes[0] === 1
  if (bytes.length < (isLong ? 32 : 20)) throw brokenVideo()
  bytes.fill(0, 4, isLong ? 20 : 12)
  const scale = bytes.readUInt32BE(isLong ? 20 : 12)
  const units = isLong ? Number(bytes.readBigUInt64BE(24)) : bytes.readUInt32BE(16)
  const isUnknown = scale === 0 || units >= (isLong ? Number.MAX_SAFE_INTEGER : 0xffff_ffff)
  return isUnknown ? 0 : units / scale
}
