import type { PlaceOnPost } from '../api/entities.ts'
import type { Feed } from '../state/feeds.ts'
import { placePath } from '../state/match-route.ts'
import { postSignal } from '../state/posts.ts'
import { words } from '../words.ts'
import { describePlace } from './describe-place.ts'
import { viewOfPoints } from './draw-locator.ts'
import { LocatorMap } from './locator-map.tsx'
import { CategoryIcon } from './place-card.tsx'

/** Where the posts of a feed come from, on one small map, with the latest places by name. */
export function LatestPlaces({ feed }: { readonly feed: Feed }) {
  const places = placesOf(feed)
  const view = viewOfPoints(places, 24, 1.5)
  return (
    <section class="latest card" aria-label={words.feed.latestPlaces}>
      <LocatorMap points={places} view={view} width={320} height={214} label={words.feed.latestPlaces} />
      <h2>{words.feed.latestPlaces}</h2>
      {places.length === 0 && <p class="hint">{words.feed.latestPlacesEmpty}</p>}
      <ul>
        {places.slice(0, 6).map((place) => {
          const { lead, name, more } = describePlace(place)
          return (
            <li key={place.id}>
              <a href={placePath(place)}>
                <CategoryIcon category={place.category} precision={place.precision} />
                <span>
                  <span class="visually-hidden">{lead} </span>
                  <strong>{name}</strong>
                  {more && <span class="hint">{more}</span>}
                </span>
              </a>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function placesOf(feed: Feed): PlaceOnPost[] {
  const found = new Map<string, PlaceOnPost>()
  for (const id of feed.ids.value) {
    const post = postSignal(id).value
    const place = post?.place ?? post?.reblog?.place
    if (place && !found.has(place.id)) found.set(place.id, place)
  }
  return [...found.values()]
}
