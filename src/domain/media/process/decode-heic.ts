import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { Refusal } from './outcome.ts'

/**
 * Decodes the main picture of an HEIC file (HEVC, as iPhones write it) into a PNG that carries the colour profile,
 * with sides of at most `longestSide`.
 * sharp's own libheif has no HEVC decoder for patent reasons; libheif-js (LGPL, WebAssembly) has libde265, and its
 * memory is a sandbox of its own. Rotation is applied, as ISO/IEC 23008-12 says, so EXIF orientation must not be.
 * Throws `Refusal`.
 */
export async function decodeHeic(
  bytes: Buffer,
  facts: { readonly profile: Buffer | undefined; readonly pixels: number; readonly longestSide: number },
): Promise<Buffer> {
  const decoder = new (libheif().HeifDecoder)()
  const images = decoder.decode(bytes)
  const image = images.find((one) => one.is_primary()) ?? images[0]
  if (!image) throw new Refusal('broken', 'This HEIC picture cannot be read. Save it as JPEG and try again.')
  const width = image.get_width()
  const height = image.get_height()
  // The header that sharp read and the one that this decoder obeys need not agree.
  if (width * height > facts.pixels) throw new Refusal('too_many_pixels', 'This picture has too many pixels.')
  const pixels = await draw(image, width, height)
  const hasAlpha = image.has_alpha_channel()
  for (const one of images) one.free()
  const { longestSide } = facts
  // Shrunk before it is copied about: the decoder's own memory is large enough.
  const small = sharp(pixels, { raw: { width, height, channels: 4 } })
    .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 0 })
  if (!hasAlpha) small.removeAlpha()
  const png = await small.toBuffer()
  return facts.profile ? withProfile(png, facts.profile) : png
}

interface HeifImage {
  is_primary(): boolean
  has_alpha_channel(): boolean
  get_width(): number
  get_height(): number
  display(target: HeifTarget, done: (target: HeifTarget | null) => void): void
  free(): void
}

interface HeifTarget {
  readonly data: Uint8ClampedArray
  readonly width: number
  readonly height: number
}

interface LibHeif {
  readonly HeifDecoder: new () => { decode(bytes: Buffer): readonly HeifImage[] }
}

const require = createRequire(import.meta.url)
let loaded: LibHeif | undefined

/** Loaded on first use: most processes never see an HEIC file. */
function libheif(): LibHeif {
  if (loaded) return loaded
  const wasmBinary = readFileSync(require.resolve('libheif-js/libheif-wasm/libheif.wasm'))
  const load = require('libheif-js/libheif-wasm/libheif.js') as (options: { wasmBinary: Buffer }) => LibHeif
  loaded = load({ wasmBinary })
  return loaded
}

function draw(image: HeifImage, width: number, height: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const data = new Uint8ClampedArray(width * height * 4)
  image.display({ data, width, height }, (drawn) => {
    if (drawn) resolve(Buffer.from(data.buffer))
    else reject(new Refusal('broken', 'This HEIC picture is damaged. Save it as JPEG and try again.'))
  })
  return promise
}

const pngHeaderBytes = 33

/** Adds an `iCCP` chunk behind the header (PNG, third edition, section 11.3.2.3): sharp takes no profile for raw pixels. */
function withProfile(png: Buffer, profile: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from('iCCPp\0\0', 'latin1'), deflateSync(profile)])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length - 4)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(content))
  return Buffer.concat([
    png.subarray(0, pngHeaderBytes),
    length,
    content,
    check,
    png.subarray(pngHeaderBytes),
  ])
}
