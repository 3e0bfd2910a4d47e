import type { Place } from '../../api/entities.ts'
import { words } from '../../words.ts'
import { describeWhereabouts, formatDistance } from '../describe-place.ts'
import { Icon } from '../icon.tsx'
import { CategoryIcon } from '../place-card.tsx'

interface PlaceChoiceProps {
  readonly place: Place
  readonly distance?: number
  readonly onChoose: (place: Place) => void
}

/** One place in a list to choose from. */
export function PlaceChoice({ place, distance, onChoose }: PlaceChoiceProps) {
  const where = describeWhereabouts(place)
  return (
    <li>
      <button type="button" class="place-choice" onClick={() => onChoose(place)}>
        <CategoryIcon
          category={place.category}
          precision={place.kind === 'venue' ? 'venue' : place.kind === 'country' ? 'country' : 'city'}
        />
        <span class="place-choice-words">
          <strong>{place.name}</strong>
          {place.display_name !== place.name && <span class="hint">{place.display_name}</span>}
          <span class="hint">{where || words.place.kinds[place.kind]}</span>
        </span>
        {place.private && <Icon name="lock" size={16} />}
        {distance !== undefined && <span class="distance">{formatDistance(distance)}</span>}
      </button>
    </li>
  )
}
