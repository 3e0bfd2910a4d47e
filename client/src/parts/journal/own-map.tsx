import { useMemo, useRef, useState } from 'preact/hooks'
import { type JournalPoint, listJournalPoints } from '../../api/journal.ts'
import { placePath } from '../../state/match-route.ts'
import { navigate } from '../../state/router.ts'
import { words } from '../../words.ts'
import type { MapLook, MapWindow } from '../map/map-types.ts'
import { MapView } from '../map/map-view.tsx'
import { useLoad } from '../use-load.ts'

/** More signs than this cannot be told apart; the most visited ones stay. */
const most = 150
const firstZoom = 6

/** Every place of a journal, or of a year of it; what lies together is one sign until the map is near enough. */
export function OwnMap({ year }: { readonly year: number | null }) {
  const [view, setView] = useState<MapWindow | null>(null)
  const zoom = view ? Math.min(15, Math.floor(view.zoom)) : firstZoom
  const loaded = useLoad((signal) => listJournalPoints(year, zoom, signal), [year, zoom])
  const points = loaded.kind === 'ready' ? loaded.value : []
  const look = useRef<MapLook | null>(null)
  if (!look.current && points.length > 0) look.current = lookAt(points.map(pointOf))
  const dots = useMemo(() => toDots(points, view), [points, view])
  if (!look.current) return null
  return (
    <section class="card journal-map">
      <MapView
        class="place-page-map"
        label={words.journal.map}
        look={look.current}
        dots={dots}
        onView={setView}
      />
    </section>
  )
}

function toDots(points: readonly JournalPoint[], view: MapWindow | null) {
  return points
    .filter((point) => !view || isIn(view, pointOf(point)))
    .toSorted((a, b) => b.properties.visits - a.properties.visits)
    .slice(0, most)
    .map((point) => {
      const { name, place_id: placeId, visits } = point.properties
      const { latitude, longitude } = pointOf(point)
      return {
        id: placeId ?? `${latitude},${longitude}`,
        label: name ?? words.journal.visitsHere(visits),
        ...(name === null && { sign: String(visits) }),
        latitude,
        longitude,
        onPress: () => placeId && navigate(placePath({ id: placeId })),
      }
    })
}

function isIn({ west, south, east, north }: MapWindow, { latitude, longitude }: Spot): boolean {
  return latitude >= south && latitude <= north && longitude >= west && longitude <= east
}

interface Spot {
  readonly latitude: number
  readonly longitude: number
}

function pointOf({ geometry }: JournalPoint): Spot {
  const [longitude, latitude] = geometry.coordinates
  return { latitude, longitude }
}

/** The middle of all points, and far enough away to see them. */
export function lookAt(points: readonly Spot[]): MapLook {
  const range = (values: number[]) => [Math.min(...values), Math.max(...values)] as const
  const [south, north] = range(points.map((point) => point.latitude))
  const [west, east] = range(points.map((point) => point.longitude))
  const metresPerDegree = 111_000
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const radius = Math.max(800, (Math.max(north - south, (east - west) * narrow) * metresPerDegree) / 2)
  return {
    latitude: (south + north) / 2,
    longitude: (west + east) / 2,
    // A map fits the square inside the circle, and signs need room at its edge.
    radius: Math.min(radius * 1.9, 9_000_000),
  }
}
