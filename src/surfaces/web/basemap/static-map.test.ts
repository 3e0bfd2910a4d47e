import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { canWrite } from './can-write.ts'
import { chooseEncoding } from './choose-encoding.ts'
import { openMapCache } from './map-cache.ts'
import { palette } from './palette.ts'
import { renderStaticMap } from './static-map.ts'
import { takeTurns } from './take-turns.ts'
import { toShape } from './to-shape.ts'
import { escapeText, shorten } from './write-text.ts'

/** An island round nought, and one across the date line. */
const square = (west: number, east: number) =>
  toShape([
    [
      [west, -5],
      [east, -5],
      [east, 5],
      [west, 5],
      [west, -5],
    ],
  ])
const render = renderStaticMap({
  basemap: { getShapes: async () => ({ land: [square(-5, 5), square(175, 185)], borders: [] }) },
})

async function colourAt(picture: Buffer, x: number, y: number): Promise<string> {
  const pixel = await sharp(picture)
    .removeAlpha()
    .extract({ left: x, top: y, width: 1, height: 1 })
    .raw()
    .toBuffer()
  return `#${pixel.toString('hex')}`
}

describe('a still map', () => {
  const view = { latitude: 0, longitude: 0, zoom: 4, width: 400, height: 300 }

  it('shows land, water and a pin in the middle', async () => {
    const picture = await render(view)
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 400, height: 300 })
    expect(await colourAt(picture, 200, 130)).toBe(palette.clay)
    expect(await isNear(picture, [250, 180], palette.land)).toBe(true)
    expect(await isNear(picture, [10, 10], palette.water)).toBe(true)
  })

  it('shows an area as a patch without a middle', async () => {
    const picture = await render({ ...view, area: { radius: 400_000, corners: 6 }, label: 'Near Nowhere' })
    expect(await colourAt(picture, 207, 143)).not.toBe(palette.clay)
    // Where the pin would be is as everywhere in the patch.
    expect(await colourAt(picture, 207, 143)).toBe(await colourAt(picture, 212, 158))
  })

  it.each([179, -179])('goes on across the date line, seen from %d°', async (longitude) => {
    const picture = await render({ ...view, longitude })
    expect(await isNear(picture, [180, 200], palette.land)).toBe(true)
    expect(await isNear(picture, [220, 200], palette.land)).toBe(true)
  })

  it('survives names that are markup, or that nothing can write', async () => {
    const label = '</text><script>"&\u0000\ud800'
    const dots = [{ latitude: 2, longitude: 2, name: '<&>', weight: 1000 }]
    expect(await sharp(await render({ ...view, label, dots, density: 2 })).metadata()).toMatchObject({
      width: 800,
    })
    expect(escapeText(label)).toBe('&lt;/text&gt;&lt;script&gt;&quot;&amp;\ufffd')
  })

  it('is drawn at the poles, too', async () => {
    expect(await sharp(await render({ ...view, latitude: -90 })).metadata()).toMatchObject({ height: 300 })
  })
})

async function isNear(picture: Buffer, [x, y]: readonly [number, number], colour: string): Promise<boolean> {
  const parts = (text: string) => [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16))
  const found = parts(await colourAt(picture, x, y))
  // Circles of distance lighten what they cover.
  return parts(colour).every((part, index) => Math.abs(part - (found[index] ?? 0)) <= 24)
}

describe('names on maps', () => {
  it('are shortened between characters, not inside them', () => {
    expect(shorten('Rathaus', 10)).toBe('Rathaus')
    expect(shorten('Cafe\u0301s', 5)).toBe('Cafe\u0301s')
    expect(shorten('Cafe\u0301s and more', 5)).toBe('Cafe\u0301…')
  })

  it('are left out rather than drawn as boxes', async () => {
    expect(await canWrite('')).toBe(false)
    // No font has letters for what is not assigned.
    expect(await canWrite('𐀀')).toBe(false)
  })
})

describe('the form of an answer', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['BR ; Q=0.1', 'br'],
    ['*', 'br'],
    ['*;q=0', 'identity'],
    ['identity', 'identity'],
  ])('for %j is %s', (header, encoding) => {
    expect(chooseEncoding(header)).toBe(encoding)
  })
})

describe('drawn maps', () => {
  it('are kept up to a bound, and the oldest go', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cairn-maps-'))
    const cache = openMapCache({ folder, mostFiles: 10 })
    for (let number = 1; number <= 10; number++) {
      await cache.keep(`${number}-1`, Buffer.from([number]))
      await utimes(join(folder, `${number}-1.png`), number, number)
    }
    expect(await readdir(folder)).toHaveLength(10)
    await cache.keep('11-1', Buffer.from([11]))
    expect(await readdir(folder)).toHaveLength(9)
    expect(await cache.find('2-1')).toBeUndefined()
    expect(await cache.find('3-1')).toEqual(Buffer.from([3]))
    expect(await cache.find('11-1')).toEqual(Buffer.from([11]))
    await rm(folder, { recursive: true })
  })

  it('are drawn two at once, the same one once, and not without end', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    const inTurn = takeTurns<string>({ atOnce: 2, mostWaiting: 1 })
    const begun: string[] = []
    const draw = (key: string) =>
      inTurn(key, async () => {
        begun.push(key)
        await gate
        return key
      })
    const answers = ['a', 'a', 'b', 'c', 'd'].map(draw)
    expect(await answers[4]).toBeUndefined()
    expect(begun).toEqual(['a', 'b'])
    open()
    expect(await Promise.all(answers)).toEqual(['a', 'a', 'b', 'c', undefined])
    expect(begun).toEqual(['a', 'b', 'c'])
  })
})
