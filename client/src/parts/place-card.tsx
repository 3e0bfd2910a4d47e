import type { PlaceOnPost, Post } from '../api/entities.ts'
import { placePath } from '../state/match-route.ts'
import { words } from '../words.ts'
import { describePlace } from './describe-place.ts'
import { LocatorMap } from './locator-map.tsx'
import { useCategories } from './use-categories.ts'

/** Where a post was made, at the precision that this viewer was given, with a small map. */
export function PlaceCard({ post, place }: { readonly post: Post; readonly place: PlaceOnPost }) {
  const { lead, name, more } = describePlace(place)
  const own = post.checkin?.own_place
  const view = {
    latitude: place.latitude,
    longitude: place.longitude,
    span: place.precision === 'country' ? 40 : 9,
  }
  return (
    <div class={`place-card place-${place.precision}`}>
      <a class="place-link" href={placePath(place)}>
        <CategoryIcon category={place.category} precision={place.precision} />
        <span class="place-words">
          <span class="place-lead">{lead}</span> <strong class="place-name">{name}</strong>
          {more && <span class="place-more">{more}</span>}
        </span>
      </a>
      <div class="place-map">
        <LocatorMap points={[place]} view={view} width={230} height={104} label={`${lead} ${name}`} />
      </div>
      {own && own.name !== name && (
        <p class="place-own">
          <a href={placePath(own)}>{words.place.onlyYou(own.name)}</a>
        </p>
      )}
    </div>
  )
}

const DEFAULT_ICONS = { venue: '📍', cell: '🧭', city: '🏘️', country: '🗺️' } as const

interface CategoryIconProps {
  readonly category: string | null
  readonly precision?: keyof typeof DEFAULT_ICONS
}

/** The sign of a place's category; a coarse place gets the sign of its coarseness. */
export function CategoryIcon({ category, precision = 'venue' }: CategoryIconProps) {
  const categories = useCategories()
  const icon = precision === 'venue' && category ? categories.get(category)?.icon : null
  return (
    <span class="category-icon" aria-hidden="true">
      {icon ?? DEFAULT_ICONS[precision]}
    </span>
  )
}
