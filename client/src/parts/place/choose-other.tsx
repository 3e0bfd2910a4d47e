import { useState } from 'preact/hooks'
import type { Place } from '../../api/entities.ts'
import { words } from '../../words.ts'
import { PlaceChoice } from '../checkin/place-choice.tsx'
import { usePlaceSearch } from '../checkin/use-place-search.ts'

interface ChooseOtherProps {
  readonly place: Place
  readonly chosen: Place | null
  readonly onChoose: (place: Place | null) => void
}

const MOST = 6

/** The place that another one is as well: those around it first, any by name. */
export function ChooseOther({ place, chosen, onChoose }: ChooseOtherProps) {
  const [query, setQuery] = useState('')
  const { near, anywhere } = usePlaceSearch(place, query)
  const all = [...near.map((one) => one.place), ...anywhere]
  const choices = all.filter((one) => one.id !== place.id && one.kind === place.kind && !one.private)
  if (chosen) {
    return (
      <div class="field">
        <span class="label">{words.placeLife.other}</span>
        <ul class="place-choices">
          <PlaceChoice place={chosen} onChoose={() => onChoose(null)} />
        </ul>
        <span class="hint">{words.placeLife.otherAgain}</span>
      </div>
    )
  }
  return (
    <div class="field">
      <label class="label">
        {words.placeLife.other}
        <input
          class="input"
          type="search"
          placeholder={words.checkin.searchHere}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
          // Enter would send the form.
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.preventDefault()
          }}
        />
      </label>
      <ul class="place-choices">
        {choices.slice(0, MOST).map((one) => (
          <PlaceChoice key={one.id} place={one} onChoose={onChoose} />
        ))}
      </ul>
    </div>
  )
}
