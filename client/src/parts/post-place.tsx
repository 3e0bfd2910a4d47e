import type { PlaceOnPost } from '../api/entities.ts'
import { words } from '../words.ts'
import { describePlace, isMapped, type MappedPlace, radiusOf } from './describe-place.ts'
import { MapView } from './map/map-view.tsx'
import { pathOf } from './place-card.tsx'

/** A post's place beside its thread, on a map that can be moved. */
export function PostPlace({ place }: { readonly place: PlaceOnPost }) {
  const { lead, name, more } = describePlace(place)
  const path = pathOf(place)
  return (
    <section class="card aside-place">
      {isMapped(place) && <PlaceMap place={place} name={name} />}
      <p>
        {lead} {path ? <a href={path}>{name}</a> : name}
        {more && <span class="hint">, {more}</span>}
      </p>
      {place.attribution && <p class="hint">{words.place.data(place.attribution)}</p>}
    </section>
  )
}

function PlaceMap({ place, name }: { readonly place: MappedPlace; readonly name: string }) {
  const { latitude, longitude, precision } = place
  const exact = precision === 'venue'
  const radius = Math.max(place.radius ?? 0, radiusOf(precision))
  return (
    <MapView
      class="aside-place-map"
      label={words.place.mapOf(name)}
      look={{ latitude, longitude, radius: exact ? 30_000 : radius * 2.5 }}
      pin={exact ? { latitude, longitude } : null}
      area={exact ? null : { latitude, longitude, radius, corners: precision === 'cell' ? 6 : 64 }}
    />
  )
}
