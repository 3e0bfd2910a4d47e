import { useMemo } from 'preact/hooks'
import type { Point } from '../api/places.ts'
import type { Feed } from '../state/feeds.ts'
import { postSignal } from '../state/posts.ts'
import { navigate } from '../state/router.ts'
import { words } from '../words.ts'
import { isMapped } from './describe-place.ts'
import { distanceBetween } from './journal/distance.ts'
import { MapView } from './map/map-view.tsx'
import { pictogramOf } from './pictogram.tsx'
import { pathOf } from './place-card.tsx'

interface PostsMapProps {
  readonly feed: Feed
  readonly middle?: Point | null
  readonly class?: string
}

/** The places of a feed's posts on a map; pressing one opens its page. */
export function PostsMap({ feed, middle = null, class: extra = '' }: PostsMapProps) {
  const ids = feed.ids.value
  const dots = useMemo(() => {
    const places = new Map(
      ids.flatMap((id) => {
        const post = postSignal(id).peek()
        const place = post?.place ?? post?.reblog?.place
        return place && isMapped(place) ? [[place.id ?? place.slug, place] as const] : []
      }),
    )
    return [...places.values()].slice(0, 60).map((place) => ({
      id: place.id ?? place.slug,
      label: place.name,
      pictogram: pictogramOf(place),
      latitude: place.latitude,
      longitude: place.longitude,
      onPress: () => {
        const path = pathOf(place)
        if (path) navigate(path)
      },
    }))
  }, [ids])
  const hasDots = dots.length > 0
  // Once for what comes first: the map must not move while somebody scrolls the feed.
  const reach = useMemo(
    () => (middle ? reachOf(middle, dots) : 0),
    [middle?.latitude, middle?.longitude, hasDots],
  )
  const look = middle ? { ...middle, radius: reach } : lookAtAll(dots)
  return <MapView class={extra} label={words.profile.checkinsMap} look={look} dots={dots} />
}

const NEAREST = 12
const LEAST_METRES = 800
const MOST_METRES = 12_000

/** Metres around a point within which its nearest posts are: farther out, they would lie on each other. */
function reachOf(middle: Point, dots: readonly Point[]): number {
  const distances = dots.map((dot) => distanceBetween(middle, dot)).sort((a, b) => a - b)
  const far = distances[Math.min(NEAREST, distances.length) - 1]
  return far === undefined ? MOST_METRES : Math.min(MOST_METRES, Math.max(LEAST_METRES, far * 1.15))
}

function lookAtAll(points: readonly Point[]): (Point & { radius: number }) | null {
  if (points.length === 0) return null
  const span = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const
  const [south, north] = span(points.map((point) => point.latitude))
  const [west, east] = span(points.map((point) => point.longitude))
  const degrees = Math.max(north - south, (east - west) * Math.cos((((south + north) / 2) * Math.PI) / 180))
  return {
    latitude: (south + north) / 2,
    longitude: (west + east) / 2,
    radius: Math.min(9_000_000, Math.max(60_000, degrees * 70_000)),
  }
}
