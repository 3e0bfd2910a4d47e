import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { box, type FilmFacts, filmSamples, mp4WithGps, u32 } from '#kit/mp4-with-gps.ts'
import { createLog } from '#platform/log/index.ts'
import { createMediaProcessor, type MediaProcessor } from './index.ts'

let dir: string
let processor: MediaProcessor

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cairn-media-'))
  const limits = { videoBytes: 3 * 1024 * 1024 }
  processor = createMediaProcessor({ log: createLog('silent'), workDir: join(dir, 'work'), limits })
})

afterAll(async () => {
  await processor[Symbol.asyncDispose]()
  await rm(dir, { recursive: true, force: true })
})

async function cleaned(bytes: Buffer): Promise<{ bytes: Buffer; facts: object }> {
  await using outcome = await processor.process({ bytes })
  if (!outcome.ok) throw new Error(`${outcome.because}: ${outcome.message}`)
  if (outcome.kind !== 'video') throw new Error('not a video')
  return { bytes: await readFile(outcome.original.path), facts: outcome }
}

async function refusalOf(bytes: Buffer): Promise<{ because: string; message: string }> {
  await using outcome = await processor.process({ bytes })
  if (outcome.ok) throw new Error('was taken')
  return outcome
}

/** The film with four bytes after the `nth` occurrence of a box type replaced. */
function tampered(film: Buffer, type: string, offset: number, value: number, nth = 1): Buffer {
  let at = -1
  for (let count = 0; count < nth; count += 1) at = film.indexOf(type, at + 1, 'latin1')
  const copy = Buffer.from(film)
  copy.writeUInt32BE(value, at + 4 + offset)
  return copy
}

describe('a film that says where it was taken', () => {
  const place = '+48.8542+002.3326/'
  const traces = [
    place,
    '48.8542',
    'xyz',
    'ISO6709',
    'xmpmeta',
    'GPS',
    'gpmd',
    'Leaky',
    'udta',
    'keys',
    'tx3g',
  ]
  const layouts: FilmFacts[] = [{}, { indexLast: true }, { isTurned: true }]

  it.each(layouts)('says so nowhere any more, and keeps every sample in its place: %j', async (layout) => {
    const upload = mp4WithGps({ ...layout, place })
    for (const trace of traces) expect(upload.includes(trace, 0, 'latin1')).toBe(true)
    const { bytes } = await cleaned(upload)
    for (const trace of traces) expect(bytes.includes(trace, 0, 'latin1')).toBe(false)
    expect(bytes).toHaveLength(upload.length)
    for (const sample of [...filmSamples.picture, ...filmSamples.sound]) {
      expect(bytes.indexOf(sample)).toBe(upload.indexOf(sample))
    }
    for (const setting of ['decoder settings', 'sound settings']) expect(bytes.includes(setting)).toBe(true)
  })

  it('does not say when, either', async () => {
    const made = u32(3_800_000_000)
    expect(mp4WithGps().includes(made)).toBe(true)
    expect((await cleaned(mp4WithGps())).bytes.includes(made)).toBe(false)
  })

  it('tells its size as shown, its length and its bytes', async () => {
    const upload = mp4WithGps()
    const common = { kind: 'video', mime: 'video/mp4', durationSeconds: 2.5, preview: null, blurhash: null }
    const { facts } = await cleaned(upload)
    expect(facts).toMatchObject({ ...common, width: 1920, height: 1080, size: upload.length })
    expect((await cleaned(mp4WithGps({ isTurned: true }))).facts).toMatchObject({ width: 1080, height: 1920 })
  })

  it('is the same after a second cleaning', async () => {
    const once = (await cleaned(mp4WithGps())).bytes
    expect((await cleaned(once)).bytes.equals(once)).toBe(true)
  })

  it('is clean across a megabyte of media data that belongs to no track', async () => {
    const hidden = Buffer.alloc(2.5 * 1024 * 1024, `GPS ${place} `)
    const { bytes } = await cleaned(Buffer.concat([mp4WithGps({ place }), box('mdat', hidden)]))
    expect(bytes.includes(place)).toBe(false)
    expect(bytes.includes(filmSamples.sound[0])).toBe(true)
  })

  it('is read from a file, which stays as it was', async () => {
    const path = join(dir, 'upload.bin')
    const upload = mp4WithGps({ place })
    await writeFile(path, upload)
    await using outcome = await processor.process({ path })
    expect(outcome.ok).toBe(true)
    expect((await readFile(path)).equals(upload)).toBe(true)
  })

  it('leaves no file behind once its outcome is disposed of', async () => {
    await cleaned(mp4WithGps())
    await refusalOf(mp4WithGps({ isFragmented: true }))
    expect(await readdir(join(dir, 'work'))).toEqual([])
  })
})

describe('a film that is refused', () => {
  it('is larger than the limit', async () => {
    const film = Buffer.concat([mp4WithGps(), box('free', Buffer.alloc(3 * 1024 * 1024))])
    expect(await refusalOf(film)).toMatchObject({ because: 'too_large' })
  })

  it.each([
    ['is fragmented', { isFragmented: true }, 'Fragmented'],
    ['points to another file', { pointsOutside: true }, 'another file'],
    ['has a picture that browsers cannot play', { coding: 'mp4v' }, 'H.264'],
  ])('%s', async (_why, facts, words) => {
    const outcome = await refusalOf(mp4WithGps(facts))
    expect(outcome.because).toBe('unsupported')
    expect(outcome.message).toContain(words)
  })

  it('has samples outside of its media data, where they would keep what is to go', async () => {
    expect(await refusalOf(tampered(mp4WithGps(), 'stco', 8, 40))).toMatchObject({ because: 'broken' })
  })

  it('has fewer samples in its chunks than it claims sizes for', async () => {
    expect(await refusalOf(tampered(mp4WithGps(), 'stsc', 12, 0))).toMatchObject({ because: 'broken' })
  })

  it.each(['mvhd', 'trak', 'stbl', 'stsd', 'stsz', 'stco', 'mdat'])(
    'has a %s longer than its parent',
    async (type) => {
      const film = tampered(mp4WithGps(), type, -8, 0x7fffffff)
      expect(await refusalOf(film)).toMatchObject({ because: 'broken' })
    },
  )

  it.each(['stsz', 'stco', 'stsc'])('claims four billion entries in %s', async (type) => {
    expect(await refusalOf(tampered(mp4WithGps(), type, type === 'stsz' ? 8 : 4, 0xffffffff))).toMatchObject({
      because: 'broken',
    })
  })

  it('claims four billion samples of one size', async () => {
    const film = tampered(tampered(mp4WithGps(), 'stsz', 4, 0xffffffff), 'stsz', 8, 0xffffffff)
    expect(await refusalOf(film)).toMatchObject({ because: 'broken' })
  })

  it.each([9, 40, 200, 900])('is cut off after %d bytes', async (length) => {
    expect(await refusalOf(mp4WithGps().subarray(0, length))).toMatchObject({ because: 'broken' })
  })

  it('is cut off in the middle of its media data', async () => {
    const film = mp4WithGps()
    expect(await refusalOf(film.subarray(0, film.length - 5))).toMatchObject({ because: 'broken' })
  })

  it('has a box inside a box inside a box, without an end', async () => {
    let nest = Buffer.alloc(0)
    for (let depth = 0; depth < 2000; depth += 1) nest = Buffer.concat([box('moov', nest)])
    const film = Buffer.concat([box('ftyp', 'isom', u32(0)), nest])
    expect((await refusalOf(film)).because).toBe('unsupported')
  })

  it('has a million empty boxes', async () => {
    const many = Buffer.concat(Array.from({ length: 100_000 }, () => box('free')))
    expect(await refusalOf(Buffer.concat([box('ftyp', 'isom', u32(0)), many]))).toMatchObject({
      because: 'broken',
    })
    const moov = Buffer.concat([box('ftyp', 'isom', u32(0)), box('moov', many)])
    expect(await refusalOf(moov)).toMatchObject({ because: 'broken' })
  })
})
