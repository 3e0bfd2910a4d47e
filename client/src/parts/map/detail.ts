import { request } from '../../api/http.ts'

/** The part that is used of TileJSON 3.0. */
export interface Detail {
  readonly tiles: readonly string[]
  readonly minzoom: number
  readonly maxzoom: number
  /** West, south, east, north. */
  readonly bounds: readonly [number, number, number, number]
  readonly format: 'pbf' | 'png' | 'jpg' | 'webp'
  /** HTML. */
  readonly attribution: string
  readonly vector_layers: ReadonlyArray<{ readonly id: string }>
}

let known: Promise<Detail | null> | undefined

/** The detailed map of this server, asked for once; null where its operator has put none, or it cannot be had. */
export function loadDetail(): Promise<Detail | null> {
  known ??= request<Detail | null>('/basemap/tiles.json').catch(() => {
    known = undefined
    return null
  })
  return known
}
