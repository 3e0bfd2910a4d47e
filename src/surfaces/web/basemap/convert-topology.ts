import { feature, mesh } from 'topojson-client'
import { alignHoles, cutAtDateLine, type Position, type Ring, unwrapLine } from './cut-at-date-line.ts'

export type Topology = Parameters<typeof mesh>[0]
type GeometryCollection = Extract<Topology['objects'][string], { type: 'GeometryCollection' }>

/** A thing of the world atlas: outer rings counterclockwise, longitudes going on beyond the date line. */
export interface Area {
  /** ISO 3166-1 numeric, where the thing is a country with a number. */
  readonly id: string | undefined
  readonly name: string | undefined
  readonly polygons: readonly (readonly Ring[])[]
}

/** The part of RFC 7946 that the basemap is made of. Degrees with three decimals: about 100 m. */
export interface FeatureCollection {
  readonly type: 'FeatureCollection'
  readonly features: readonly {
    readonly type: 'Feature'
    readonly id?: string
    readonly properties: { readonly name?: string }
    readonly geometry: { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] }
  }[]
}

/** Reads the land or the countries out of a topology of world-atlas. */
export function readAreas(topology: Topology, object: 'land' | 'countries'): Area[] {
  return feature(topology, areasOf(topology, object)).features.map(({ id, properties, geometry }) => {
    const name: unknown = Reflect.get(properties ?? {}, 'name')
    return {
      id: id === undefined ? undefined : String(id),
      name: typeof name === 'string' ? name : undefined,
      polygons: polygonsOf(geometry).map((rings) => alignHoles(rings.map(unwrapLine)).map(turnRing)),
    }
  })
}

/** Only the lines that two countries share: a coast is no border. */
export function readBorders(topology: Topology): Ring[] {
  const countries = areasOf(topology, 'countries') as Parameters<typeof mesh>[1] & object
  const lines = mesh(topology, countries, (one, other) => one !== other)
  return (lines.coordinates as unknown as Ring[]).map(unwrapLine)
}

/** GeoJSON as others read it: cut at the date line (RFC 7946 section 3.1.9). */
export function presentAreas(areas: readonly Area[]): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: areas.map(({ id, name, polygons }) => ({
      type: 'Feature',
      ...(id !== undefined && { id }),
      properties: name === undefined ? {} : { name },
      geometry: {
        type: 'MultiPolygon',
        coordinates: polygons.flatMap(cutAtDateLine).map((rings) => rings.map((ring) => ring.map(round))),
      },
    })),
  }
}

function areasOf(topology: Topology, object: string): GeometryCollection {
  const areas = topology.objects[object]
  if (areas?.type !== 'GeometryCollection') throw new Error(`The world atlas holds no ${object}.`)
  return areas
}

function polygonsOf(geometry: { readonly type: string; readonly coordinates?: unknown }): Ring[][] {
  if (geometry.type === 'Polygon') return [geometry.coordinates as Ring[]]
  return geometry.type === 'MultiPolygon' ? (geometry.coordinates as Ring[][]) : []
}

/** RFC 7946 section 3.1.6: outer rings counterclockwise, holes clockwise. */
function turnRing(ring: Ring, index: number): Ring {
  let area = 0
  for (const [at, [x, y]] of ring.entries()) {
    const [nextX, nextY] = ring[at + 1] ?? [x, y]
    area += x * nextY - nextX * y
  }
  return area > 0 === (index === 0) ? ring : ring.toReversed()
}

function round([longitude, latitude]: Position): Position {
  return [Math.round(longitude * 1000) / 1000, Math.round(latitude * 1000) / 1000]
}
