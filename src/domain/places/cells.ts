import { getHexagonEdgeLengthAvg, getResolution, gridDisk, isValidCell, latLngToCell } from 'h3-js'
import type { Point } from './place.ts'

/** An H3 cell as decimal text, as a bigint column takes it. https://h3geo.org */
export type Cell = string

export type CellResolution = 5 | 9

/** The cell of a point: resolution 9 (edge 0.2 km) for venues, 5 (edge 9.9 km) for towns and words. */
export function cellOf(point: Point, resolution: CellResolution): Cell {
  return toDecimal(latLngToCell(point.latitude, point.longitude, resolution))
}

/** The cells within `ring` steps of the point's cell. */
export function cellsAround(point: Point, resolution: CellResolution, ring: number): Cell[] {
  return gridDisk(latLngToCell(point.latitude, point.longitude, resolution), ring).map(toDecimal)
}

/**
 * Metres from any point of a cell that its rings surely cover. The shortest way out of a disk of hexagons leads
 * along edges: one edge, then 1.5 for each further ring; cells shrink to 0.65 of the mean edge near pentagons.
 */
export function coveredMetres(resolution: CellResolution, ring: number): number {
  return Math.max(0, 1.5 * ring - 0.5) * getHexagonEdgeLengthAvg(resolution, 'm') * 0.65
}

/** The digits of a cell of resolution 5 that differ from other cells' (the rest is always f). */
export function shortCell5(cell: Cell): string {
  return BigInt(cell).toString(16).slice(0, 8)
}

export function toDecimal(h3: string): Cell {
  return BigInt(`0x${h3}`).toString()
}

/** Whether a text is the hexadecimal name of an H3 cell, of any resolution. */
export function isCell(text: string): boolean {
  return isValidCell(text)
}

/** @param cell hexadecimal, of any resolution; one that {@link isCell} */
export function isInCell(point: Point, cell: string): boolean {
  return latLngToCell(point.latitude, point.longitude, getResolution(cell)) === cell
}
