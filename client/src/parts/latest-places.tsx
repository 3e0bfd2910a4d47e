import type { ComponentChildren } from 'preact'
import type { PlaceOnPost } from '../api/entities.ts'
import type { Feed } from '../state/feeds.ts'
import { postSignal } from '../state/posts.ts'
import { words } from '../words.ts'
import { describePlace, isMapped } from './describe-place.ts'
import { viewOfPoints } from './draw-locator.ts'
import { LocatorMap } from './locator-map.tsx'
import { CategoryIcon, pathOf } from './place-card.tsx'

/** Where the posts of a feed come from, on one small map, with the latest places by name. */
export function LatestPlaces({ feed }: { readonly feed: Feed }) {
  const places = placesOf(feed)
  const points = places.filter(isMapped)
  const view = viewOfPoints(points, 24, 1.5)
  return (
    <section class="latest card" aria-label={words.feed.latestPlaces}>
      <LocatorMap points={points} view={view} width={320} height={214} label={words.feed.latestPlaces} />
      <h2>{words.feed.latestPlaces}</h2>
      {places.length === 0 && <p class="hint">{words.feed.latestPlacesEmpty}</p>}
      <ul>
        {places.slice(0, 6).map((place) => {
          const { lead, name, more } = describePlace(place)
          return (
            <li key={keyOf(place)}>
              <PlaceLine href={pathOf(place)}>
                <CategoryIcon category={place.category} precision={place.precision} />
                <span>
                  <span class={place.precision === 'cell' ? '' : 'visually-hidden'}>{lead} </span>
                  <strong>{name}</strong>
                  {more && <span class="hint">{more}</span>}
                </span>
              </PlaceLine>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function PlaceLine({
  href,
  children,
}: {
  readonly href: string | null
  readonly children: ComponentChildren
}) {
  return href ? (
    <a class="latest-line" href={href}>
      {children}
    </a>
  ) : (
    <span class="latest-line">{children}</span>
  )
}

function keyOf(place: PlaceOnPost): string {
  return place.id ?? `${place.precision}:${place.slug}`
}

function placesOf(feed: Feed): PlaceOnPost[] {
  const found = new Map<string, PlaceOnPost>()
  for (const id of feed.ids.value) {
    const post = postSignal(id).value
    const place = post?.place ?? post?.reblog?.place
    if (place && !found.has(keyOf(place))) found.set(keyOf(place), place)
  }
  return [...found.values()]
}
