/** What an MP4 is to be like; the rest is as phones and action cameras write it. */
export interface FilmFacts {
  /** Stored at the start of every hiding place. Default: Paris as ISO 6709. */
  readonly place?: string
  /** A quarter turn, as phones write for portrait. */
  readonly isTurned?: boolean
  /** Default: avc1. */
  readonly coding?: string
  /** `dref` points elsewhere. */
  readonly pointsOutside?: boolean
  readonly isFragmented?: boolean
  /** The index behind the media data, as cameras write it, or before it (for streaming). Default: before. */
  readonly indexLast?: boolean
}

/** The samples of picture and sound: these bytes must survive. */
export const filmSamples = { picture: ['picture-one!', 'picture-two!!'], sound: ['sound-one'] } as const

/**
 * An MP4 with a position in every place that cameras use: `udta`/`©xyz`, Apple's `keys`, XMP in `uuid`, a GoPro
 * telemetry track, DJI subtitles, a track's own `udta`, a decoder's `uuid`, and media data that no table lists.
 * Its samples are text: it has the shape of a film, and plays nothing.
 */
export function mp4WithGps(facts: FilmFacts = {}): Buffer {
  const place = facts.place ?? '+48.8542+002.3326/'
  const ftyp = box('ftyp', 'isom', u32(512), 'isomiso2avc1mp41')
  const xmp = box(
    'uuid',
    Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'),
    `<x:xmpmeta>${place}</x:xmpmeta>`,
  )
  const [one, two] = filmSamples.picture
  const telemetry = `GPS5${place}`
  const subtitle = `GPS(${place})`
  const pieces = [one, telemetry, two, subtitle, filmSamples.sound[0], `freeGPS ${place}`]
  const build = (first: number) => index(facts, place, offsetsOf(first, pieces))
  const media = box('mdat', ...pieces)
  const skip = box('skip', place)
  const indexLength = build(0).length
  const before = ftyp.length + xmp.length + skip.length
  const first = before + 8 + (facts.indexLast ? 0 : indexLength)
  const parts = facts.indexLast ? [media, build(first)] : [build(first), media]
  const fragment = facts.isFragmented ? [box('moof', place)] : []
  return Buffer.concat([ftyp, xmp, skip, ...parts, ...fragment])
}

/** One box: length, type, content. */
export function box(type: string, ...content: readonly (Buffer | string)[]): Buffer {
  const bytes = content.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))
  const length = bytes.reduce((sum, part) => sum + part.length, 8)
  return Buffer.concat([u32(length), Buffer.from(type, 'latin1'), ...bytes])
}

export function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4)
  return bytes
}

function offsetsOf(first: number, pieces: readonly string[]): readonly number[] {
  let at = first
  return pieces.map((piece) => {
    const here = at
    at += piece.length
    return here
  })
}

function index(facts: FilmFacts, place: string, at: readonly number[]): Buffer {
  const [pictureOne = 0, telemetryAt = 0, pictureTwo = 0, subtitleAt = 0, soundAt = 0] = at
  const { picture, sound } = filmSamples
  const lengths = picture.map((sample) => sample.length)
  const own: Buffer = box('udta', box('\xa9xyz', u32(0x00120000), place))
  const shown = box('avcC', '\x01decoder settings')
  const hidden = box('uuid', Buffer.alloc(16, 7), place)
  const entry = box(facts.coding ?? 'avc1', pictureEntry(), shown, hidden)
  const pictures = track(facts, { handler: 'vide', entry, offsets: [pictureOne, pictureTwo], lengths, own })
  const soundEntry = box('mp4a', Buffer.alloc(28), box('esds', 'sound settings'))
  const sounds = track(facts, {
    handler: 'soun',
    entry: soundEntry,
    offsets: [soundAt],
    lengths: [sound[0].length],
  })
  const telemetry = { handler: 'meta', entry: box('gpmd', Buffer.alloc(8)), offsets: [telemetryAt] }
  const subtitles = { handler: 'sbtl', entry: box('tx3g', Buffer.alloc(8)), offsets: [subtitleAt] }
  return box(
    'moov',
    box('mvhd', u32(0, 3_800_000_000, 3_800_000_000, 1000, 2500, 0x10000), Buffer.alloc(76)),
    pictures,
    sounds,
    track(facts, { ...telemetry, lengths: [4 + place.length] }),
    track(facts, { ...subtitles, lengths: [5 + place.length] }),
    box('udta', box('\xa9xyz', u32(0x00120000), place), box('\xa9mod', 'Leaky 15'), u32(0)),
    appleMetadata(place),
  )
}

function appleMetadata(place: string): Buffer {
  const key = box('mdta', 'com.apple.quicktime.location.ISO6709')
  const value = box('\0\0\0\x01', box('data', u32(1, 0), place))
  return box('meta', box('hdlr', Buffer.alloc(24)), box('keys', u32(0, 1), key), box('ilst', value))
}

interface TrackFacts {
  readonly handler: string
  readonly entry: Buffer
  /** One chunk a sample. */
  readonly offsets: readonly number[]
  readonly lengths: readonly number[]
  /** What the track says of itself. */
  readonly own?: Buffer
}

function track(facts: FilmFacts, { handler, entry, offsets, lengths, own }: TrackFacts): Buffer {
  const outside = box('url ', u32(0), 'file:///etc/passwd\0')
  const references = box('dref', u32(0, 1), facts.pointsOutside ? outside : box('url ', u32(1)))
  const table = box(
    'stbl',
    box('stsd', u32(0, 1), entry),
    box('stts', u32(0, 1, offsets.length, 1250)),
    box('stsc', u32(0, 1, 1, 1, 1)),
    box('stsz', u32(0, 0, lengths.length, ...lengths)),
    box('stco', u32(0, offsets.length, ...offsets)),
  )
  const kind = handler === 'soun' ? box('smhd', u32(0, 0)) : box('vmhd', u32(1, 0, 0))
  return box(
    'trak',
    box('tkhd', trackHeader(facts, handler)),
    box('edts', box('elst', u32(0, 1, 2500, 0, 0x10000))),
    box(
      'mdia',
      box('mdhd', u32(0, 3_800_000_000, 3_800_000_000, 1000, 2500, 0)),
      box('hdlr', u32(0, 0), handler, Buffer.alloc(12), 'Leaky Handler\0'),
      box('minf', kind, box('dinf', references), table),
    ),
    own ?? '',
  )
}

function trackHeader({ isTurned = false }: FilmFacts, handler: string): Buffer {
  const matrix = isTurned
    ? u32(0, 0x10000, 0, 0xffff0000, 0, 0, 0, 0, 0x40000000)
    : u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
  const size = handler === 'vide' ? u32(1920 << 16, 1080 << 16) : u32(0, 0)
  return Buffer.concat([u32(3, 3_800_000_000, 3_800_000_000, 1, 0, 2500, 0, 0, 0, 0), matrix, size])
}

/** VisualSampleEntry without its settings. */
function pictureEntry(): Buffer {
  const bytes = Buffer.alloc(78)
  bytes.writeUInt16BE(1, 6)
  bytes.writeUInt16BE(1920, 24)
  bytes.writeUInt16BE(1080, 26)
  bytes.write('\x0dLeaky encoder', 42, 'latin1')
  return bytes
}
