import sharp, { type Sharp } from 'sharp'
import type { MediaLimits } from './limits.ts'
import type { PictureMime } from './outcome.ts'
import type { EncodedOriginal, Pixels } from './picture.ts'

/** Encodes decoded pixels. A PNG that grows too large is a photo and becomes lossy. */
export async function encodeStill(
  pixels: Pixels,
  mime: PictureMime,
  limits: MediaLimits,
): Promise<EncodedOriginal> {
  const { width, height } = pixels.raw
  const picture = sharp(pixels.data, { raw: pixels.raw })
  if (!pixels.hasAlpha) picture.removeAlpha()
  const first = await encode(picture, mime)
  if (mime !== 'image/png' || first.length <= limits.losslessBytes) {
    return { mime, original: first, width, height, animated: false }
  }
  const lossy = pixels.hasAlpha ? 'image/webp' : 'image/jpeg'
  return { mime: lossy, original: await encode(picture, lossy), width, height, animated: false }
}

function encode(picture: Sharp, mime: PictureMime): Promise<Buffer> {
  switch (mime) {
    case 'image/jpeg':
      return picture.clone().jpeg({ quality: 90, mozjpeg: true }).toBuffer()
    case 'image/webp':
      return picture.clone().webp({ quality: 90 }).toBuffer()
    case 'image/png':
      return picture.clone().png().toBuffer()
    case 'image/gif':
      return picture.clone().gif().toBuffer()
  }
}
