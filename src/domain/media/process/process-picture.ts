import { encode as encodeBlurhash } from 'blurhash'
import sharp, { type Metadata, type Sharp } from 'sharp'
import { decodeHeic } from './decode-heic.ts'
import { encodeAnimation } from './encode-animation.ts'
import { encodeStill } from './encode-still.ts'
import { type PictureMime, type PictureRenditions, Refusal } from './outcome.ts'
import type { EncodedOriginal, PictureJob, Pixels } from './picture.ts'
import { readGps } from './read-gps.ts'

/**
 * Decodes a picture within the limits and encodes it anew, with a preview and a blurhash: only pixels survive
 * (R21, R25, privacy rule 7). Throws `Refusal`, and whatever the decoder throws on damaged data.
 */
export async function processPicture(job: PictureJob): Promise<PictureRenditions> {
  const bytes = Buffer.from(job.bytes.buffer, job.bytes.byteOffset, job.bytes.byteLength)
  const header = await readHeader(bytes, job)
  const gps = job.readGps && header.exif ? await readGps(header.exif) : undefined
  const pixels = await decode(await decodable(bytes, header, job), job)
  const original = await encodeOriginal(bytes, header, pixels, job)
  const preview = await sharp(pixels.data, { raw: pixels.raw })
    .resize({ ...previewSize(pixels.raw, job.limits.previewPixels), fit: 'fill' })
    .webp({ quality: 80 })
    .toBuffer({ resolveWithObject: true })
  return {
    ...original,
    preview: preview.data,
    previewMime: 'image/webp',
    previewWidth: preview.info.width,
    previewHeight: preview.info.height,
    blurhash: await blurhashOf(pixels),
    ...(gps && { gps }),
  }
}

function encodeOriginal(
  bytes: Buffer,
  header: Metadata,
  pixels: Pixels,
  job: PictureJob,
): Promise<EncodedOriginal> {
  const frames = header.pages ?? 1
  const animates = job.format === 'gif' || job.format === 'webp'
  if (frames > 1 && animates && job.purpose === 'attachment') return encodeAnimation(bytes, header, job)
  return encodeStill(pixels, stillMime(job, pixels.hasAlpha), job.limits)
}

/**
 * AVIF, HEIC and WebP become JPEG (WebP with transparency): many servers of the network cannot show them. Pixelfed (0.12)
 * takes JPEG, PNG and GIF by default, leaves a post with anything else out, and reads no profile with another avatar.
 */
function stillMime({ format, purpose }: PictureJob, hasAlpha: boolean): PictureMime {
  if (format === 'png' || format === 'gif') return 'image/png'
  if (!hasAlpha) return 'image/jpeg'
  return purpose === 'avatar' ? 'image/png' : 'image/webp'
}

/** Reads the header only, so that a bomb is refused by the size that it claims, before anything is unpacked. */
async function readHeader(bytes: Buffer, job: PictureJob): Promise<Metadata> {
  const header = await sharp(bytes, { limitInputPixels: false }).metadata()
  if (header.format !== job.format) throw new Refusal('broken', 'This picture is not what it claims to be.')
  if (header.width * (header.pageHeight ?? header.height) > job.limits.pixels) {
    const most = Math.floor(job.limits.pixels / 1e6)
    throw new Refusal(
      'too_many_pixels',
      `This picture has more than ${most} million pixels. Make it smaller.`,
    )
  }
  return header
}

async function decodable(bytes: Buffer, header: Metadata, job: PictureJob): Promise<Buffer> {
  if (header.format !== 'heif' || header.compression !== 'hevc') return bytes
  return decodeHeic(bytes, { profile: header.icc, ...job.limits })
}

/** `failOn: 'error'` forgives the small sins of cameras, not missing data. */
async function decode(bytes: Buffer, job: PictureJob): Promise<Pixels> {
  const upright = sharp(bytes, {
    limitInputPixels: job.limits.pixels,
    failOn: 'error',
    pages: 1,
  }).autoOrient()
  const framed = frame(upright, job).toColourspace('srgb')
  const { data, info } = await framed.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  const channels = info.channels === 4 ? 4 : 3
  const raw = { width: info.width, height: info.height, channels } as const
  const hasAlpha = channels === 4 && !(await sharp(data, { raw }).stats()).isOpaque
  return { data, raw, hasAlpha }
}

function frame(upright: Sharp, { purpose, limits }: PictureJob): Sharp {
  switch (purpose) {
    case 'attachment':
      return upright.resize(limits.longestSide, limits.longestSide, {
        fit: 'inside',
        withoutEnlargement: true,
      })
    case 'avatar':
      return upright.resize(400, 400, { fit: 'cover' })
    case 'header':
      return upright.resize(1500, 500, { fit: 'cover' })
  }
}

function previewSize(from: Pixels['raw'], area: number): { width: number; height: number } {
  const scale = Math.min(1, Math.sqrt(area / (from.width * from.height)))
  return {
    width: Math.max(1, Math.round(from.width * scale)),
    height: Math.max(1, Math.round(from.height * scale)),
  }
}

async function blurhashOf(pixels: Pixels): Promise<string> {
  const { data, info } = await sharp(pixels.data, { raw: pixels.raw })
    .resize(32, 32, { fit: 'inside' })
    .flatten({ background: '#ffffff' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return encodeBlurhash(new Uint8ClampedArray(data), info.width, info.height, 4, 3)
}
