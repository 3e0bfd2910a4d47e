interface Middle {
  readonly latitude: number
  readonly longitude: number
}

const METRES_A_DEGREE = 111_320

/** The corners of a regular figure of `radius` metres around a point, closed, as longitude and latitude. */
export function circleAround(
  { latitude, longitude }: Middle,
  radius: number,
  corners = 64,
): Array<[number, number]> {
  const narrow = Math.max(0.05, Math.cos((latitude * Math.PI) / 180))
  return Array.from({ length: corners + 1 }, (_, corner) => {
    const angle = ((corner + 0.5) / corners) * Math.PI * 2
    return [
      longitude + (Math.cos(angle) * radius) / (METRES_A_DEGREE * narrow),
      latitude + (Math.sin(angle) * radius) / METRES_A_DEGREE,
    ]
  })
}

/** West, south, east and north of a circle, for fitting a view. */
export function boundsAround(middle: Middle, radius: number): [number, number, number, number] {
  const corners = circleAround(middle, radius, 4)
  const longitudes = corners.map(([longitude]) => longitude)
  const latitudes = corners.map(([, latitude]) => latitude)
  return [Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes)]
}
