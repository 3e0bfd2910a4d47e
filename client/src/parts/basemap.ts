/** Land of the Earth as polygons with their bounds, ready to be drawn on a canvas. */
export interface Polygon {
  /** West, south, east, north in degrees. */
  readonly bounds: readonly [number, number, number, number]
  readonly rings: ReadonlyArray<ReadonlyArray<readonly [number, number]>>
}

type Ring = ReadonlyArray<readonly [number, number]>
interface Geometry {
  readonly type: string
  readonly coordinates?: unknown
  readonly geometries?: readonly Geometry[]
  readonly features?: ReadonlyArray<{ readonly geometry: Geometry }>
  readonly geometry?: Geometry
}

/** Where the server keeps the Natural Earth basemap: countries are the land as well as its borders. */
export const COUNTRIES = '/basemap/countries.json'

let countries: Promise<readonly Polygon[]> | undefined

/** The countries of the Earth; loaded once, when the first map comes into view. Empty when it cannot be had. */
export function loadCountries(): Promise<readonly Polygon[]> {
  countries ??= fetch(COUNTRIES)
    .then(async (response) => (response.ok ? toPolygons((await response.json()) as Geometry) : []))
    .catch(() => {
      countries = undefined
      return []
    })
  return countries
}

/** Every polygon inside a GeoJSON object (RFC 7946), whatever it is wrapped in. */
export function toPolygons(geometry: Geometry): Polygon[] {
  if (geometry.features) return geometry.features.flatMap((feature) => toPolygons(feature.geometry))
  if (geometry.geometries) return geometry.geometries.flatMap(toPolygons)
  if (geometry.geometry) return toPolygons(geometry.geometry)
  if (geometry.type === 'Polygon') return [toPolygon(geometry.coordinates as readonly Ring[])]
  if (geometry.type === 'MultiPolygon')
    return (geometry.coordinates as ReadonlyArray<readonly Ring[]>).map(toPolygon)
  return []
}

function toPolygon(rings: readonly Ring[]): Polygon {
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const [longitude, latitude] of rings[0] ?? []) {
    west = Math.min(west, longitude)
    east = Math.max(east, longitude)
    south = Math.min(south, latitude)
    north = Math.max(north, latitude)
  }
  return { bounds: [west, south, east, north], rings }
}
