import type { StyleSpecification } from 'maplibre-gl'
import { COUNTRIES } from '../basemap.ts'
import type { Detail } from './detail.ts'
import { styleDetail } from './detail-style.ts'
import type { MapColours } from './map-colours.ts'

const nothing = { type: 'FeatureCollection', features: [] } as const

/**
 * Natural Earth, above it the streets where this server has them, under a circle of distance and an area. Tiles come from
 * this server, letters from the reader's own machine (a style without `glyphs`), so no third party is asked.
 */
export function mapStyle(colours: MapColours, detail: Detail | null): StyleSpecification {
  const { sources, layers } = detail ? styleDetail(detail, colours) : { sources: {}, layers: [] }
  return {
    version: 8,
    sources: {
      ...sources,
      countries: { type: 'geojson', data: new URL(COUNTRIES, location.origin).href, maxzoom: 8 },
      rings: { type: 'geojson', data: nothing },
      area: { type: 'geojson', data: nothing },
    },
    layers: [
      { id: 'water', type: 'background', paint: { 'background-color': colours.land } },
      { id: 'land', type: 'fill', source: 'countries', paint: { 'fill-color': colours.land } },
      {
        id: 'borders',
        type: 'line',
        source: 'countries',
        paint: { 'line-color': colours.border, 'line-width': 1.2 },
      },
      ...layers,
      {
        id: 'rings',
        type: 'line',
        source: 'rings',
        paint: { 'line-color': colours.ring, 'line-width': 1.2, 'line-dasharray': [2, 3] },
      },
      {
        id: 'area',
        type: 'fill',
        source: 'area',
        paint: { 'fill-color': colours.mark, 'fill-opacity': 0.2 },
      },
      {
        id: 'area-edge',
        type: 'line',
        source: 'area',
        paint: { 'line-color': colours.mark, 'line-width': 2 },
      },
    ],
  }
}
