import type { Point } from './place.ts'

const earthRadius = 6_371_008.8

/** Metres between two points along the Earth's surface (haversine, mean radius). */
export function distanceMetres(a: Point, b: Point): number {
  const latitude = sineOfHalf(b.latitude - a.latitude)
  const longitude = sineOfHalf(b.longitude - a.longitude)
  const h =
    latitude * latitude +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * longitude * longitude
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(h)))
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

function sineOfHalf(degrees: number): number {
  return Math.sin(radians(degrees) / 2)
}
