interface Spot {
  readonly latitude: number
  readonly longitude: number
}

const EARTH_METRES = 6_371_009

/** Metres between two points along the surface (haversine). */
export function distanceBetween(one: Spot, other: Spot): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const height = radians(other.latitude - one.latitude)
  const width = radians(other.longitude - one.longitude)
  const half =
    Math.sin(height / 2) ** 2 +
    Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * Math.sin(width / 2) ** 2
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(half)))
}
