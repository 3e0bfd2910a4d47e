import sharp, { type Metadata } from 'sharp'
import { Refusal } from './outcome.ts'
import type { EncodedOriginal, PictureJob } from './picture.ts'

/**
 * Encodes every frame of a GIF or WebP anew, in its own format. Without a video encoder it stays a picture, where
 * Mastodon would make a silent video of it. Throws `Refusal` when it has too many frames or pixels.
 */
export async function encodeAnimation(
  bytes: Buffer,
  header: Metadata,
  { format, limits }: PictureJob,
): Promise<EncodedOriginal> {
  const frames = header.pages ?? 1
  const height = header.pageHeight ?? header.height
  const pixels = frames * header.width * height
  if (frames > limits.frames || pixels > limits.animationPixels) {
    throw new Refusal(
      'animated_too_long',
      'This animation is too long. Use fewer or smaller frames, or an MP4 video.',
    )
  }
  const animation = sharp(bytes, {
    animated: true,
    limitInputPixels: limits.animationPixels,
    failOn: 'error',
  })
  const encoded = format === 'gif' ? animation.gif({ effort: 1 }) : animation.webp({ quality: 80, effort: 2 })
  return {
    mime: format === 'gif' ? 'image/gif' : 'image/webp',
    original: await encoded.toBuffer(),
    width: header.width,
    height,
    animated: true,
  }
}
