import { Parser } from 'htmlparser2'
import { HistoryFault } from '../history.ts'
import { pointOf, textOf, timeOf } from './fields.ts'
import type { TrackPoint } from './find-stays.ts'

/** A waypoint with a time: a visit that somebody marked. */
export interface Waypoint extends TrackPoint {
  readonly name: string | undefined
  readonly note: string | undefined
}

export type GpxItem =
  | { readonly kind: 'waypoint'; readonly point: Waypoint }
  | { readonly kind: 'track'; readonly point: TrackPoint }

const maxDepth = 50
const maxText = 4000

/**
 * Reads waypoints and points of tracks as they come, in flat memory (GPX 1.1, https://www.topografix.com/GPX/1/1/).
 * Entities are not resolved: nothing can grow.
 * @throws HistoryFault for what is not GPX
 */
export async function* readGpx(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<GpxItem> {
  const ready: GpxItem[] = []
  const reader = new GpxReader(ready)
  const parser = new Parser(reader, { xmlMode: true, decodeEntities: true })
  const decoder = new TextDecoder()
  for await (const piece of bytes) {
    parser.write(decoder.decode(piece, { stream: true }))
    if (!reader.isGpx) throw new HistoryFault('The file is no GPX.')
    yield* ready.splice(0)
  }
  parser.end()
  yield* ready
}

class GpxReader {
  isGpx = true
  readonly #ready: GpxItem[]
  readonly #path: string[] = []
  #point: { latitude: number; longitude: number } | undefined
  #fields: Record<string, string> = {}
  #text = ''

  constructor(ready: GpxItem[]) {
    this.#ready = ready
  }

  onopentag(tag: string, attributes: Record<string, string>): void {
    const name = localName(tag)
    if ((this.#path.length === 0 && name !== 'gpx') || this.#path.length >= maxDepth) this.isGpx = false
    this.#path.push(name)
    this.#text = ''
    if (name !== 'wpt' && name !== 'trkpt') return
    this.#point = pointOf(attributes['lat'], attributes['lon'])
    this.#fields = {}
  }

  ontext(text: string): void {
    if (this.#text.length < maxText) this.#text += text
  }

  onclosetag(tag: string): void {
    const name = localName(tag)
    this.#path.pop()
    const parent = this.#path.at(-1)
    if (name === 'wpt' || name === 'trkpt') this.#finish(name)
    else if (parent === 'wpt' || parent === 'trkpt') this.#fields[name] = this.#text
  }

  #finish(name: 'wpt' | 'trkpt'): void {
    const at = timeOf(this.#fields['time']?.trim())
    const point = this.#point
    this.#point = undefined
    if (!point || at === undefined) return
    const told = { at, ...point, accuracyMetres: 0 }
    if (name === 'trkpt') this.#ready.push({ kind: 'track', point: told })
    else {
      const { name: title, desc, cmt } = this.#fields
      this.#ready.push({
        kind: 'waypoint',
        point: { ...told, name: textOf(title), note: textOf(desc) ?? textOf(cmt) },
      })
    }
  }
}

function localName(tag: string): string {
  return tag.slice(tag.indexOf(':') + 1).toLowerCase()
}
