import { latLngToCell } from 'h3-js'
import type { ShownPlace } from './checkin.ts'

/** In which cells a check-in is found by feeds: never finer than what it shows. */
export function shownCells(shown: ShownPlace): { shownH39: string | null; shownH35: string | null } {
  const { latitude, longitude, precision } = shown
  if (latitude === null || longitude === null) return { shownH39: null, shownH35: null }
  const cell = (resolution: number) => BigInt(`0x${latLngToCell(latitude, longitude, resolution)}`).toString()
  return { shownH39: precision === 'venue' ? cell(9) : null, shownH35: cell(5) }
}
