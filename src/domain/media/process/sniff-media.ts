/** Bytes that `sniffMedia` wants to see. */
export const sniffedBytes = 64

export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'heif'

export type Sniffed =
  | { readonly kind: 'picture'; readonly format: PictureFormat }
  | { readonly kind: 'video' }
  | { readonly kind: 'refused'; readonly message: string }

/**
 * Tells what an upload is by its first bytes, whatever its name and declared type say (R21). Only the formats
 * that we take are recognised for use; the others that people try are recognised to tell them what to do.
 */
export function sniffMedia(head: Uint8Array): Sniffed {
  const text = Buffer.from(head.subarray(0, sniffedBytes)).toString('latin1')
  const picture = pictureSignatures.find(([signature]) => signature.test(text))?.[1]
  if (picture) return { kind: 'picture', format: picture }
  if (text.slice(4, 8) === 'ftyp') return sniffIsoMedia(text.slice(8))
  const name = otherSignatures.find(([signature]) => signature.test(text))?.[1]
  return { kind: 'refused', message: `${name ?? 'This kind of file'} cannot be uploaded. ${whatWeTake}` }
}

const whatWeTake = 'Use a JPEG, PNG, WebP, AVIF, GIF or HEIC picture, or an MP4 video.'

const pictureSignatures: readonly (readonly [RegExp, PictureFormat])[] = [
  [/^\xff\xd8\xff/, 'jpeg'],
  [/^\x89PNG\r\n/, 'png'],
  [/^RIFF[^]{4}WEBPVP8[ LX]/, 'webp'],
  [/^GIF8[79]a/, 'gif'],
]

const otherSignatures: readonly (readonly [RegExp, string])[] = [
  [/^(?:\xef\xbb\xbf)?\s{0,40}<(?:\?xml|svg)/i, 'An SVG or XML file'],
  [/^(?:\xef\xbb\xbf)?\s{0,40}<(?:!doctype|html|head|body|script|!--)/i, 'A web page'],
  [/^%PDF/, 'A PDF document'],
  [/^(?:II\*\0|MM\0\*|II\+\0|MM\0\+)/, 'A TIFF or raw photo'],
  [/^#EXTM3U/, 'A playlist'],
  [/^push graphic-context/, 'A drawing script'],
  [/^BM/, 'A BMP picture'],
  [/^[^]E\xdf\xa3/, 'A WebM or Matroska video'],
  [/^(?:ID3|\xff[\xf2\xf3\xfa\xfb]|OggS|fLaC|RIFF[^]{4}WAVE)/, 'A sound file'],
  [/^PK/, 'An archive'],
]

const heifBrands = /^(?:hei[cxms]|hev[cxms]|mif[12]|msf1|avi[fs])/

/** ISO/IEC 14496-12: the major brand of `ftyp`. A QuickTime file has atoms that we do not know how to clean. */
function sniffIsoMedia(brands: string): Sniffed {
  if (heifBrands.test(brands)) return { kind: 'picture', format: 'heif' }
  if (!brands.startsWith('qt  ')) return { kind: 'video' }
  return {
    kind: 'refused',
    message: 'QuickTime videos (.mov) cannot be uploaded. Export the video as MP4 and try again.',
  }
}
