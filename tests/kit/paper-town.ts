import { writeVectorTiles } from './pmtiles-file.ts'

interface Middle {
  readonly latitude: number
  readonly longitude: number
}
type Feature = GeoJSON.Feature

/** A made-up town round a point, some four kilometres across, in the layers that Protomaps' maps have. */
export function writePaperTown({ latitude, longitude }: Middle): Buffer {
  // Metres east and north of the middle.
  const at = (east: number, north: number): [number, number] => [
    longitude + east / (111_320 * Math.cos((latitude * Math.PI) / 180)),
    latitude + north / 111_320,
  ]
  const area = (kind: string, corners: ReadonlyArray<readonly [number, number]>, name?: string): Feature => ({
    type: 'Feature',
    properties: name ? { kind, name } : { kind },
    geometry: {
      type: 'Polygon',
      coordinates: [[...corners, ...corners.slice(0, 1)].map(([east, north]) => at(east, north))],
    },
  })
  const line = (kind: string, points: ReadonlyArray<readonly [number, number]>, name: string): Feature => ({
    type: 'Feature',
    properties: { kind, name },
    geometry: { type: 'LineString', coordinates: points.map(([east, north]) => at(east, north)) },
  })
  const point = (kind: string, [east, north]: readonly [number, number], name: string): Feature => ({
    type: 'Feature',
    properties: { kind, name, min_zoom: 5 },
    geometry: { type: 'Point', coordinates: at(east, north) },
  })
  const square = (side: number) =>
    [
      [-side, -side],
      [side, -side],
      [side, side],
      [-side, side],
    ] as const
  const streets = [-600, -300, 0, 300, 600]
  const collect = (features: Feature[]): GeoJSON.FeatureCollection => ({
    type: 'FeatureCollection',
    features,
  })
  const [west, south] = at(-2000, -2000)
  const [east, north] = at(2000, 2000)
  return writeVectorTiles({
    bounds: [west, south, east, north],
    maxZoom: 14,
    attribution: '<a href="https://town.example/licence">© The paper town</a><script>alert(1)</script>',
    layers: {
      earth: collect([area('earth', square(2000))]),
      landuse: collect([
        area(
          'park',
          [
            [320, 20],
            [580, 20],
            [580, 280],
            [320, 280],
          ],
          'Linden Park',
        ),
      ]),
      water: collect([
        area('river', [
          [-2000, -900],
          [2000, -1100],
          [2000, -1300],
          [-2000, -1080],
        ]),
      ]),
      roads: collect([
        ...streets.map((north) =>
          line('minor_road', [[-900, north] as const, [900, north] as const], 'Lane'),
        ),
        line(
          'major_road',
          [
            [0, -900],
            [0, 900],
          ],
          'Stone Street',
        ),
        line(
          'highway',
          [
            [-2000, 1200],
            [2000, 1000],
          ],
          'Ring',
        ),
      ]),
      buildings: collect([
        area('building', [
          [30, 30],
          [110, 30],
          [110, 90],
          [30, 90],
        ]),
      ]),
      places: collect([
        point('locality', [-250, 420], 'Papertown'),
        point('neighbourhood', [420, -420], '紙の町 · ورق · कागज़'),
      ]),
    },
  })
}
