import type { PlaceOnPost } from '../api/entities.ts'
import { placePath } from '../state/match-route.ts'
import { words } from '../words.ts'
import { describePlace, radiusOf } from './describe-place.ts'
import { MapView } from './map/map-view.tsx'

/** A post's place beside its thread, on a map that can be moved. */
export function PostPlace({ place }: { readonly place: PlaceOnPost }) {
  const { lead, name, more } = describePlace(place)
  const exact = place.precision === 'venue'
  const radius = Math.max(place.radius ?? 0, radiusOf(place.precision))
  const point = { latitude: place.latitude, longitude: place.longitude }
  return (
    <section class="card aside-place">
      <MapView
        class="aside-place-map"
        label={words.place.mapOf(name)}
        look={{ ...point, radius: exact ? 30_000 : radius * 2.5 }}
        pin={exact ? point : null}
        area={exact ? null : { ...point, radius, corners: place.precision === 'cell' ? 6 : 64 }}
      />
      <p>
        {lead} <a href={placePath(place)}>{name}</a>
        {more && <span class="hint">, {more}</span>}
      </p>
      {place.attribution && <p class="hint">{words.place.data(place.attribution)}</p>}
    </section>
  )
}
