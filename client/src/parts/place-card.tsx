import type { PlaceOnPost, Post } from '../api/entities.ts'
import { placePath, profilePath } from '../state/match-route.ts'
import { words } from '../words.ts'
import { describePlace, isMapped } from './describe-place.ts'
import { Icon } from './icon.tsx'
import { LocatorMap } from './locator-map.tsx'
import { Pictogram } from './pictogram.tsx'
import { Time } from './time.tsx'

/** Where a post was made, at the precision that this viewer was given, with a small map. */
export function PlaceCard({ post, place }: { readonly post: Post; readonly place: PlaceOnPost }) {
  const { lead: usual, name, more } = describePlace(place)
  const lead = post.tip ? words.tips.lead : usual
  const own = post.checkin?.own_place_id
  const companions = post.checkin?.companions ?? []
  const inside = (
    <>
      <CategoryIcon category={place.category} precision={place.precision} />
      <span class="place-words">
        <span class="place-lead">{lead}</span> <strong class="place-name">{name}</strong>
        {more && <span class="place-more">{more}</span>}
        <VisitTime post={post} />
      </span>
    </>
  )
  const path = pathOf(place)
  return (
    <div class={`place-card place-${place.precision}`}>
      {path ? (
        <a class="place-link" href={path}>
          {inside}
        </a>
      ) : (
        <p class="place-link">{inside}</p>
      )}
      {isMapped(place) && (
        <div class="place-map">
          <LocatorMap
            points={[place]}
            view={{ latitude: place.latitude, longitude: place.longitude, span: 14 }}
            width={230}
            height={104}
            label={`${lead} ${name}`}
          />
        </div>
      )}
      {companions.length > 0 && (
        <p class="place-own">
          {words.companions.with}{' '}
          {companions.map(({ id, acct }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <a href={profilePath(acct)}>@{acct}</a>
            </span>
          ))}
        </p>
      )}
      {own && own !== place.id && (
        <p class="place-own">
          <Icon name="lock" size={14} /> <a href={placePath({ id: own })}>{words.place.onlyYou}</a>
        </p>
      )}
    </div>
  )
}

const HOUR_MS = 3_600_000

/** When somebody was there, of a check-in that was told later than that. */
export function VisitTime({ post }: { readonly post: Post }) {
  const at = post.checkin?.arrived_at
  if (!at || Date.parse(post.created_at) - Date.parse(at) < HOUR_MS) return null
  return (
    <span class="place-more">
      {words.place.visited} <Time at={at} />
    </span>
  )
}

/** The page of a post's place; none for a cell or a country. */
export function pathOf(place: PlaceOnPost): string | null {
  return place.id === null ? null : placePath({ id: place.id, slug: place.slug })
}

interface CategoryIconProps {
  readonly category: string | null
  readonly precision?: PlaceOnPost['precision']
}

/** The sign of a place's category; a coarse place gets the sign of its coarseness. */
export function CategoryIcon({ category, precision = 'venue' }: CategoryIconProps) {
  return (
    <span class="category-icon" aria-hidden="true">
      <Pictogram of={(precision === 'venue' && category) || precision} />
    </span>
  )
}
