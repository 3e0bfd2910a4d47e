import stylesheet from 'asset-url:maplibre-gl/dist/maplibre-gl.css'
import workerAddress from 'asset-url:maplibre-gl/dist/maplibre-gl-worker.mjs'
import {
  type GeoJSONSource,
  LngLatBounds,
  Map as MapLibre,
  Marker,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl'
import { words } from '../../words.ts'
import { formatDistance } from '../describe-place.ts'
import { boundsAround, circleAround } from './circle.ts'
import { type Detail, loadDetail } from './detail.ts'
import { readColours } from './map-colours.ts'
import { makeDot, makeMe, makePin, makeRingLabel } from './map-markers.ts'
import { mapStyle } from './map-style.ts'
import type { MapArea, MapDot, MapLook, MapPoint, MapWindow } from './map-types.ts'

/** A map on the page; every setter may be called at any time. */
export interface LiveMap {
  /** Whose data the streets are, as HTML; empty without them. */
  readonly attribution: string
  readonly setDots: (dots: readonly MapDot[]) => void
  readonly setMe: (point: MapPoint | null) => void
  /** A pin; with `onMove` it can be dragged, and moved by the arrow keys. */
  readonly setPin: (point: MapPoint | null, onMove?: (point: MapPoint) => void) => void
  readonly setArea: (area: MapArea | null) => void
  /** Puts a circle of `radius` metres into view. */
  readonly look: (middle: MapPoint, radius: number) => void
  /** Tells what is in view, now and after each move. */
  readonly watch: (onView: (view: MapWindow) => void) => void
  readonly recolour: () => void
  readonly remove: () => void
}

const PADDING = 24
const CLOSEST = 17
const RINGS = [50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000]

/**
 * Draws a map into an element. This module is the lazy chunk that carries MapLibre.
 * @throws when the browser has no WebGL
 */
export async function createLiveMap(
  element: HTMLElement,
  { label, start }: { readonly label: string; readonly start: MapLook | null },
  onPress: (point: MapPoint) => void,
): Promise<LiveMap> {
  const [detail] = await Promise.all([loadDetail(), loadStylesheet()])
  setWorkerUrl(new URL(workerAddress, location.origin).href)
  const map = new MapLibre({
    container: element,
    style: mapStyle(readColours(element), detail),
    ...(start
      ? {
          bounds: boundsAround(start, start.radius),
          fitBoundsOptions: { padding: PADDING, maxZoom: CLOSEST },
        }
      : { center: [10, 30], zoom: 1 }),
    maxZoom: 18,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: false,
    fadeDuration: 0,
    locale: {
      'NavigationControl.ZoomIn': words.map.zoomIn,
      'NavigationControl.ZoomOut': words.map.zoomOut,
      'Map.Title': label,
    },
  })
  map.touchZoomRotate.disableRotation()
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  map.addControl(new ScaleControl({ maxWidth: 110 }), 'bottom-left')
  map.on('click', (event) => onPress({ latitude: event.lngLat.lat, longitude: event.lngLat.lng }))
  floodOnceLoaded(map)
  // A missing basemap file leaves a plain map, which is still of use.
  map.on('error', () => undefined)
  return steer(map, detail)
}

function steer(map: MapLibre, detail: Detail | null): LiveMap {
  let dots: Marker[] = []
  let mine: Marker | null = null
  let pin: Marker | null = null
  let rings: Marker[] = []
  let myPoint: MapPoint | null = null
  let area: MapArea | null = null
  const place = (marker: Marker, point: MapPoint) =>
    marker.setLngLat([point.longitude, point.latitude]).addTo(map)

  const fill = (
    name: string,
    features: ReadonlyArray<Array<[number, number]>>,
    type: 'Polygon' | 'LineString',
  ) => {
    const geometry = (ring: Array<[number, number]>) =>
      type === 'Polygon' ? { type, coordinates: [ring] } : { type, coordinates: ring }
    void map.getSource<GeoJSONSource>(name)?.setData({
      type: 'FeatureCollection',
      features: features.map((ring) => ({ type: 'Feature', properties: {}, geometry: geometry(ring) })),
    })
  }
  const drawArea = () => fill('area', area ? [circleAround(area, area.radius, area.corners)] : [], 'Polygon')
  const drawRings = () => {
    const middle = myPoint
    fill('rings', middle ? RINGS.map((radius) => circleAround(middle, radius)) : [], 'LineString')
    for (const label of rings) label.remove()
    rings = middle
      ? RINGS.map((radius) =>
          place(new Marker({ element: makeRingLabel(formatDistance(radius)) }), boundsTop(middle, radius)),
        )
      : []
    showFittingRings()
  }
  const showFittingRings = () => {
    const middle = myPoint
    if (!middle) return
    const { y } = map.project([middle.longitude, middle.latitude])
    rings.forEach((label, index) => {
      const pixels = Math.abs(
        map.project([middle.longitude, boundsTop(middle, RINGS[index] ?? 0).latitude]).y - y,
      )
      label.getElement().hidden = pixels < 45 || pixels > 420
    })
  }
  map.on('zoomend', showFittingRings)
  map.on('zoomend', () => spread(dots))
  // The sources stand as soon as the style is read, long before the land has come.
  const whenReady = (act: () => void) => (map.getSource('rings') ? act() : void map.once('styledata', act))

  return {
    attribution: detail?.attribution ?? '',
    setDots: (wanted) => {
      for (const marker of dots) marker.remove()
      dots = wanted.map((dot) => place(new Marker({ element: makeDot(dot) }), dot))
      spread(dots)
    },
    setMe: (point) => {
      myPoint = point
      mine?.remove()
      mine = point ? place(new Marker({ element: makeMe() }), point) : null
      whenReady(drawRings)
    },
    setPin: (point, onMove) => {
      pin?.remove()
      pin = point ? place(makePin(map, point, onMove), point) : null
    },
    setArea: (wanted) => {
      area = wanted
      whenReady(drawArea)
    },
    look: (middle, radius) => {
      const [west, south, east, north] = boundsAround(middle, radius)
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches || map.getZoom() < 2
      map.fitBounds(new LngLatBounds([west, south, east, north]), {
        padding: PADDING,
        animate: !still,
        duration: 900,
        maxZoom: CLOSEST,
      })
    },
    watch: (onView) => {
      const tell = () => {
        const bounds = map.getBounds()
        onView({
          zoom: map.getZoom(),
          west: bounds.getWest(),
          south: bounds.getSouth(),
          east: bounds.getEast(),
          north: bounds.getNorth(),
        })
      }
      map.on('moveend', tell)
      tell()
    },
    recolour: () => {
      map.setStyle(mapStyle(readColours(map.getContainer()), detail))
      floodOnceLoaded(map)
      map.once('styledata', () => {
        drawArea()
        drawRings()
      })
    },
    remove: () => map.remove(),
  }
}

function boundsTop(middle: MapPoint, radius: number): MapPoint {
  return { latitude: boundsAround(middle, radius)[3], longitude: middle.longitude }
}

/** Until the land has come, everything is land: a venue must not seem to lie in the sea while it loads. */
function floodOnceLoaded(map: MapLibre): void {
  const { water } = readColours(map.getContainer())
  const flood = () => {
    if (!map.getSource('countries') || !map.isSourceLoaded('countries')) return
    map.off('sourcedata', flood)
    map.setPaintProperty('water', 'background-color', water)
  }
  map.on('sourcedata', flood)
}

/** Earlier places come first: a sign that would lie on another waits for more zoom, and so does a label. */
function spread(dots: readonly Marker[]): void {
  const signs: DOMRect[] = []
  const labels: DOMRect[] = []
  for (const dot of dots) {
    const element = dot.getElement()
    element.hidden = false
    const sign = element.getBoundingClientRect()
    element.hidden = signs.some((one) => overlaps(one, sign))
    if (!element.hidden) signs.push(sign)
  }
  for (const dot of dots) {
    const label = dot.getElement().querySelector('.map-dot-label')
    const box = label?.getBoundingClientRect()
    if (!label || !box || box.width === 0) continue
    const crowded = [...signs, ...labels].some((one) => overlaps(one, box))
    label.classList.toggle('crowded', crowded)
    if (!crowded) labels.push(box)
  }
}

function overlaps(one: DOMRect, other: DOMRect): boolean {
  return one.right > other.left && one.left < other.right && one.bottom > other.top && one.top < other.bottom
}

let styled: Promise<void> | undefined

function loadStylesheet(): Promise<void> {
  styled ??= new Promise((resolve) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = stylesheet
    link.addEventListener('load', () => resolve())
    // The map works without its stylesheet, only less well.
    link.addEventListener('error', () => resolve())
    document.head.prepend(link)
  })
  return styled
}
