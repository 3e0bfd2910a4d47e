import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { isBlurhashValid } from 'blurhash'
import exifr from 'exifr'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { createLog } from '#platform/log/index.ts'
import {
  createMediaProcessor,
  type MediaProcessor,
  type ProcessedPicture,
  type ProcessOptions,
} from './index.ts'

const paris = { latitude: 48.854149, longitude: 2.332646 }
// Node sees exifr as CommonJS without named exports, whatever its types say.
// oxlint-disable-next-line import/no-named-as-default-member
const { gps, parse } = exifr
let dir: string
let processor: MediaProcessor

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cairn-media-'))
  const limits = { pictureBytes: 4 * 1024 * 1024, animationPixels: 1_000_000, frames: 20 }
  processor = createMediaProcessor({ log: createLog('silent'), workDir: dir, limits })
})

afterAll(async () => {
  await processor[Symbol.asyncDispose]()
  await rm(dir, { recursive: true, force: true })
})

async function processed(bytes: Uint8Array, options?: ProcessOptions): Promise<ProcessedPicture> {
  const outcome = await processor.process({ bytes }, options)
  if (!outcome.ok) throw new Error(`${outcome.because}: ${outcome.message}`)
  if (outcome.kind !== 'image') throw new Error('not a picture')
  return outcome
}

async function refusalOf(bytes: Uint8Array): Promise<{ because: string; message: string }> {
  const outcome = await processor.process({ bytes })
  if (outcome.ok) throw new Error('was taken')
  return outcome
}

/** The colour in the middle of the left or right half, as shown. */
async function colourAt(bytes: Buffer, x: number, y: number): Promise<readonly number[]> {
  const { data, info } = await sharp(bytes).flatten().raw().toBuffer({ resolveWithObject: true })
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels
  return [...data.subarray(at, at + 3)]
}

const isNear = (found: readonly number[], wanted: readonly number[], by = 12) =>
  found.every((value, index) => Math.abs(value - (wanted[index] ?? 0)) <= by)
const red = [0xd0, 0x10, 0x20]
const blue = [0x10, 0x40, 0xd0]

describe('what comes beside the pixels', () => {
  const traces = [
    'Exif',
    'http://ns.adobe.com/xap',
    'x:xmpmeta',
    'GPS',
    'Testphone',
    'Leaky',
    '2026:09:19',
    'ICC_PROFILE',
  ]

  async function expectBare(bytes: Buffer): Promise<void> {
    expect(
      await parse(bytes, { tiff: true, xmp: true, iptc: true, icc: true, ihdr: false }).catch(
        () => undefined,
      ),
    ).toBeUndefined()
    const metadata = await sharp(bytes).metadata()
    for (const block of ['exif', 'xmp', 'iptc', 'icc', 'comments'] as const)
      expect(metadata[block]).toBeUndefined()
    for (const trace of traces) expect(bytes.includes(trace)).toBe(false)
  }

  it('has a photo to work on that says where it was taken', async () => {
    const photo = await photoWithGps({ ...paris, orientation: 6 })
    expect((await gps(photo)).latitude).toBeCloseTo(paris.latitude, 5)
    expect(photo.includes('Testphone')).toBe(true)
  })

  it.each(['jpeg', 'png', 'webp', 'avif'] as const)(
    'is gone from a %s and from its preview',
    async (format) => {
      const photo = await photoWithGps({ ...paris, width: 640, height: 480 })
      const xmp =
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="x">GPSLatitude</rdf:RDF></x:xmpmeta>'
      const upload = await sharp(photo)
        .keepMetadata()
        .withXmp(xmp)
        .withIccProfile('p3')
        .toFormat(format)
        .toBuffer()
      expect((await sharp(upload).metadata()).exif?.includes('Testphone')).toBe(true)
      const picture = await processed(upload)
      await expectBare(picture.original)
      await expectBare(picture.preview)
    },
  )

  it('is gone from an HEIC photo, which becomes a JPEG in its true colours', async () => {
    const upload = await readFile(new URL('./fixtures/photo-with-gps.heic', import.meta.url))
    expect(upload.includes('Testphone')).toBe(true)
    const picture = await processed(upload, { readGps: true })
    expect(picture).toMatchObject({ mime: 'image/jpeg', width: 96, height: 64 })
    expect(picture.gps?.latitude).toBeCloseTo(48.85415, 5)
    await expectBare(picture.original)
    // Without the Display P3 profile of the file, the red would be 192, 44, 42.
    expect(isNear(await colourAt(picture.original, 0.25, 0.5), red)).toBe(true)
    expect(isNear(await colourAt(picture.original, 0.75, 0.5), blue)).toBe(true)
  })

  it.each([
    ['a comment in it', (gif: Buffer) => [gif.subarray(0, -1), '\x21\xfe\x0bGPS 48.8541\0', ';']],
    ['something behind its end', (gif: Buffer) => [gif, 'GPS 48.8541']],
  ])('is gone from a GIF with %s', async (_what, dirty) => {
    const gif = await sharp({ create: { width: 20, height: 10, channels: 3, background: 'red' } })
      .gif()
      .toBuffer()
    const parts = dirty(gif).map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))
    const picture = await processed(Buffer.concat(parts))
    expect(picture.mime).toBe('image/png')
    await expectBare(picture.original)
  })

  it('is gone when a second file hangs behind the picture', async () => {
    const photo = await photoWithGps(paris)
    const picture = await processed(Buffer.concat([photo, Buffer.from('<script>alert(1)</script>')]))
    expect(picture.original.includes('<script>')).toBe(false)
  })
})

describe('the position', () => {
  it.each([
    paris,
    { latitude: -33.856784, longitude: 151.215297 },
    { latitude: 40.689247, longitude: -74.044502 },
  ])('is told once when it is asked for: $latitude, $longitude', async (place) => {
    const { gps: found } = await processed(await photoWithGps({ ...place, width: 64, height: 48 }), {
      readGps: true,
    })
    expect(found?.latitude).toBeCloseTo(place.latitude, 6)
    expect(found?.longitude).toBeCloseTo(place.longitude, 6)
  })

  it('is told with its uncertainty where the camera knows it', async () => {
    const photo = await photoWithGps({ ...paris, accuracyMetres: 12, width: 64, height: 48 })
    expect((await processed(photo, { readGps: true })).gps?.accuracyMetres).toBe(12)
    const silent = await photoWithGps({ ...paris, width: 64, height: 48 })
    expect((await processed(silent, { readGps: true })).gps).not.toHaveProperty('accuracyMetres')
  })

  it('is not told when it is not asked for, not there, or that of a camera without a fix', async () => {
    const bare = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer()
    expect(await processed(await photoWithGps(paris))).not.toHaveProperty('gps')
    expect(await processed(bare, { readGps: true })).not.toHaveProperty('gps')
    const nowhere = await photoWithGps({ latitude: 0, longitude: 0, width: 64, height: 48 })
    expect(await processed(nowhere, { readGps: true })).not.toHaveProperty('gps')
  })
})

describe('the renditions', () => {
  it('turns a portrait photo upright', async () => {
    const picture = await processed(await photoWithGps({ ...paris, width: 400, height: 300, orientation: 6 }))
    expect(picture).toMatchObject({ width: 300, height: 400 })
    expect(isNear(await colourAt(picture.original, 0.5, 0.25), red)).toBe(true)
    expect(isNear(await colourAt(picture.original, 0.5, 0.75), blue)).toBe(true)
    expect(isNear(await colourAt(picture.preview, 0.5, 0.25), red)).toBe(true)
  })

  it('tells sizes, type and a blurhash, and makes the preview small', async () => {
    const picture = await processed(await photoWithGps({ ...paris, width: 1200, height: 900 }))
    const facts = { kind: 'image', mime: 'image/jpeg', width: 1200, height: 900, animated: false }
    expect(picture).toMatchObject({ ...facts, previewMime: 'image/webp', size: picture.original.length })
    const preview = await sharp(picture.preview).metadata()
    expect([preview.width, preview.height]).toEqual([picture.previewWidth, picture.previewHeight])
    expect(picture.previewWidth * picture.previewHeight).toBeLessThan(640 * 361)
    expect(picture.previewWidth / picture.previewHeight).toBeCloseTo(4 / 3, 1)
    expect(isBlurhashValid(picture.blurhash).result).toBe(true)
    expect(picture.blurhash).toHaveLength(28)
  })

  it('bounds a large picture and keeps its shape', async () => {
    const picture = await processed(await photoWithGps({ ...paris, width: 6000, height: 1500 }))
    expect(picture).toMatchObject({ width: 4096, height: 1024 })
  })

  it('keeps a drawing lossless and its transparency', async () => {
    const create = {
      width: 40,
      height: 30,
      channels: 4,
      background: { r: 10, g: 200, b: 30, alpha: 0.5 },
    } as const
    const picture = await processed(await sharp({ create }).png().toBuffer())
    expect(picture.mime).toBe('image/png')
    const pixel = (await sharp(picture.original).raw().toBuffer()).subarray(0, 4)
    expect([...pixel]).toEqual([10, 200, 30, 128])
  })

  it('makes a JPEG of a photo that comes as a huge PNG', async () => {
    const create = {
      width: 1100,
      height: 900,
      channels: 3,
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    } as const
    const upload = await sharp({ create: { ...create, background: 'grey' } })
      .png({ compressionLevel: 6 })
      .toBuffer()
    const small = createMediaProcessor({
      log: createLog('silent'),
      workDir: dir,
      limits: { losslessBytes: 500_000 },
    })
    await using _closing = small
    expect(await small.process({ bytes: upload })).toMatchObject({ ok: true, mime: 'image/jpeg' })
  })

  it('makes a WebP of a transparent AVIF, which other servers may not show, and a PNG of such an avatar', async () => {
    const create = {
      width: 40,
      height: 30,
      channels: 4,
      background: { r: 10, g: 200, b: 30, alpha: 0.5 },
    } as const
    const upload = await sharp({ create }).avif().toBuffer()
    expect((await processed(upload)).mime).toBe('image/webp')
    expect((await processed(upload, { purpose: 'avatar' })).mime).toBe('image/png')
  })

  it.each(['webp', 'avif'] as const)('makes a JPEG of an opaque %s, as Pixelfed takes it', async (format) => {
    const create = { width: 40, height: 30, channels: 3, background: 'red' } as const
    const upload = await sharp({ create }).toFormat(format).toBuffer()
    expect((await processed(upload)).mime).toBe('image/jpeg')
  })

  it.each([
    ['grey', (image: Sharp) => image.toColourspace('b-w').jpeg()],
    ['CMYK', (image: Sharp) => image.toColourspace('cmyk').jpeg()],
    ['16-bit', (image: Sharp) => image.toColourspace('rgb16').png()],
    ['palette', (image: Sharp) => image.png({ palette: true })],
  ])('takes %s pictures to sRGB', async (_name, encode) => {
    const source = sharp({ create: { width: 30, height: 20, channels: 3, background: '#808080' } })
    const picture = await processed(await encode(source).toBuffer())
    expect(await sharp(picture.original).metadata()).toMatchObject({
      space: 'srgb',
      channels: 3,
      depth: 'uchar',
    })
    // CMYK has no exact grey.
    expect(isNear(await colourAt(picture.original, 0.5, 0.5), [128, 128, 128], 16)).toBe(true)
  })

  it('takes a picture of one pixel', async () => {
    const upload = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    expect(await processed(upload)).toMatchObject({ width: 1, height: 1, previewWidth: 1, previewHeight: 1 })
  })

  it('crops an avatar and a header to their frames', async () => {
    const photo = await photoWithGps({ ...paris, width: 900, height: 600 })
    expect(await processed(photo, { purpose: 'avatar' })).toMatchObject({ width: 400, height: 400 })
    expect(await processed(photo, { purpose: 'header' })).toMatchObject({ width: 1500, height: 500 })
  })

  it('reads a picture from a file, too, and leaves the file alone', async () => {
    const path = join(dir, 'upload')
    const photo = await photoWithGps(paris)
    await writeFile(path, photo)
    expect(await processor.process({ path })).toMatchObject({ ok: true, mime: 'image/jpeg' })
    expect((await readFile(path)).equals(photo)).toBe(true)
    await rm(path)
  })
})

describe('animations', () => {
  const frames = (count: number, side: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        sharp({ create: { width: side, height: side, channels: 3, background: `rgb(${index * 10},80,120)` } })
          .png()
          .toBuffer(),
      ),
    )

  it.each(['gif', 'webp'] as const)('keeps the frames and delays of a %s', async (format) => {
    const upload = await sharp(await frames(4, 50), { join: { animated: true } })
      .toFormat(format, { delay: [100, 200, 300, 400] })
      .toBuffer()
    const picture = await processed(upload)
    expect(picture).toMatchObject({ mime: `image/${format}`, animated: true, width: 50, height: 50 })
    const metadata = await sharp(picture.original, { animated: true }).metadata()
    expect(metadata).toMatchObject({ pages: 4, delay: [100, 200, 300, 400] })
    expect((await sharp(picture.preview).metadata()).pages ?? 1).toBe(1)
  })

  it('makes a still avatar of one', async () => {
    const upload = await sharp(await frames(3, 50), { join: { animated: true } })
      .gif()
      .toBuffer()
    const picture = await processed(upload, { purpose: 'avatar' })
    expect(picture).toMatchObject({ mime: 'image/png', animated: false })
  })

  it.each([
    ['too many frames', 21, 10],
    ['too many pixels in all', 10, 400],
  ])('refuses one with %s', async (_why, count, side) => {
    const upload = await sharp(await frames(count, side), { join: { animated: true } })
      .gif()
      .toBuffer()
    expect(await refusalOf(upload)).toMatchObject({ because: 'animated_too_long' })
  })
})

describe('what is refused', () => {
  /** A PNG that claims a size and holds next to nothing (33 bytes of header, one of data). */
  function pngClaiming(width: number, height: number): Buffer {
    const chunk = (type: string, content: Buffer) => {
      const body = Buffer.concat([Buffer.from(type), content])
      const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
      length.writeUInt32BE(content.length)
      check.writeUInt32BE(crc32(body))
      return Buffer.concat([length, body, check])
    }
    const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0])
    header.writeUInt32BE(width, 0)
    header.writeUInt32BE(height, 4)
    const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
    const data = chunk('IDAT', deflateSync(Buffer.alloc(1)))
    return Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', Buffer.alloc(0))])
  }

  it('refuses a decompression bomb by its header', async () => {
    expect(await refusalOf(pngClaiming(30_000, 30_000))).toMatchObject({ because: 'too_many_pixels' })
    expect(await refusalOf(pngClaiming(33_200_000, 1))).toMatchObject({ because: 'too_many_pixels' })
  })

  it('refuses more bytes than the limit', async () => {
    const photo = await photoWithGps(paris)
    const outcome = await refusalOf(Buffer.concat([photo, Buffer.alloc(4 * 1024 * 1024)]))
    expect(outcome).toMatchObject({ because: 'too_large' })
    expect(outcome.message).toContain('4 MB')
  })

  it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('refuses half a %s', async (format) => {
    const create = {
      width: 300,
      height: 200,
      channels: 3,
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    } as const
    const whole = await sharp({ create: { ...create, background: 'grey' } })
      .toFormat(format)
      .toBuffer()
    expect(await refusalOf(whole.subarray(0, whole.length / 2))).toMatchObject({ because: 'broken' })
  })

  it('refuses half an HEIC photo', async () => {
    const whole = await readFile(new URL('./fixtures/photo-with-gps.heic', import.meta.url))
    expect(await refusalOf(whole.subarray(0, whole.length - 300))).toMatchObject({ because: 'broken' })
  })

  it.each([
    'GIF89a<html><script>alert(1)</script>',
    '\x89PNG\r\n\x1a\n<svg onload="x"/>',
    '\xff\xd8\xff<?php',
  ])('refuses a page behind the first bytes of a picture: %j', async (text) => {
    expect(await refusalOf(Buffer.from(text, 'latin1'))).toMatchObject({ because: 'broken' })
  })

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['XML', '\ufeff  <?xml version="1.0"?><svg/>'],
    ['web page', '<!DOCTYPE html><html></html>'],
    ['PDF', '%PDF-1.7'],
    ['TIFF', 'II*\0\x08\0\0\0'],
    ['playlist', '#EXTM3U\nfile:///etc/passwd'],
    ['drawing script', "push graphic-context\nimage over 0,0 0,0 'msl:x'"],
    ['BMP', 'BM\0\0'],
    ['WebM', '\x1aE\xdf\xa3'],
    ['QuickTime', '\0\0\0\x14ftypqt  \0\0\0\0qt  '],
    ['kind of file', 'hello'],
    ['kind of file', ''],
  ])('refuses a %s and says what to use', async (name, text) => {
    const outcome = await refusalOf(Buffer.from(text, text.startsWith('\ufeff') ? 'utf8' : 'latin1'))
    expect(outcome.because).toBe('unsupported')
    expect(outcome.message).toContain(name)
    expect(outcome.message).toMatch(/MP4/)
  })

  it('leaves no file behind', async () => {
    expect(await readdir(dir)).toEqual([])
  })
})
