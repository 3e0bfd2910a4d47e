import type { StyleSpecification } from 'maplibre-gl'
import { COUNTRIES } from '../basemap.ts'

export interface MapColours {
  readonly water: string
  readonly land: string
  readonly border: string
  readonly mark: string
  readonly ring: string
}

/** Reads the map's colours from the page's own custom properties, so that there is one palette. */
export function readColours(element: Element): MapColours {
  const style = getComputedStyle(element)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  return {
    water: colour('--map-water'),
    land: colour('--map-land'),
    border: colour('--map-border'),
    mark: colour('--map-mark'),
    ring: colour('--map-rings'),
  }
}

const nothing = { type: 'FeatureCollection', features: [] } as const

/** Natural Earth under a circle of distance and an area; no tiles, fonts or sprites, so no third party. */
export function mapStyle(colours: MapColours): StyleSpecification {
  return {
    version: 8,
    sources: {
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
